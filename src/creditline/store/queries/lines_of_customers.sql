SELECT
    line.id AS line_id, line.customer_id, customer.group_id, line.currency, line.limit_minor,
    line.principal_minor + line.held_minor + coalesce((line.servicing ->> 'unreleased_minor')::bigint, 0) AS used_minor
FROM customer JOIN line ON line.customer_id = customer.id
WHERE customer.id = %(customer_id)s OR customer.group_id = %(group_id)s
ORDER BY line.id
