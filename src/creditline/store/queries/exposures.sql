-- What stands in every line of these customers and of these groups, read once their rows are locked.
SELECT
    line.id AS line_id, line.customer_id, customer.group_id, line.currency, line.limit_minor,
    line.principal_minor + line.held_minor + coalesce((line.servicing ->> 'unreleased_minor')::bigint, 0) AS used_minor
FROM customer
JOIN line ON line.customer_id = customer.id
WHERE customer.id = ANY($1::text[]) OR customer.group_id = ANY($2::text[])
ORDER BY line.id
