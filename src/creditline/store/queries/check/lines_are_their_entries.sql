-- The balances of each line are the sums of its entries.
WITH summed AS (
    SELECT
        line_id,
        coalesce(sum(amount_minor) FILTER (WHERE account = 'principal'), 0) AS principal_minor,
        coalesce(sum(amount_minor) FILTER (WHERE account = 'interest'), 0) AS interest_minor,
        coalesce(sum(amount_minor) FILTER (WHERE account = 'fees'), 0) AS fees_minor,
        coalesce(-sum(amount_minor) FILTER (WHERE account = 'credit'), 0) AS credit_minor
    FROM entry
    GROUP BY line_id
)
SELECT line.id, NULL::integer
FROM line
LEFT JOIN summed ON summed.line_id = line.id
WHERE line.principal_minor <> coalesce(summed.principal_minor, 0)
   OR line.interest_minor <> coalesce(summed.interest_minor, 0)
   OR line.fees_minor <> coalesce(summed.fees_minor, 0)
   OR line.credit_minor <> coalesce(summed.credit_minor, 0)
