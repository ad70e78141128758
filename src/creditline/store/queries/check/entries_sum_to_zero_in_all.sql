-- All entries together sum to zero, in each currency.
SELECT coalesce(line.currency, 'no currency'), NULL::integer
FROM (SELECT line_id, sum(amount_minor) AS minor FROM entry GROUP BY line_id) AS summed
LEFT JOIN line ON line.id = summed.line_id
GROUP BY line.currency
HAVING sum(summed.minor) <> 0
