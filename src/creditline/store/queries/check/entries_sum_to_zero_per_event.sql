-- The entries of each event sum to zero.
SELECT line_id, version
FROM entry
GROUP BY line_id, version
HAVING sum(amount_minor) <> 0
