-- What is held on each line is the sum of its open holds.
SELECT line.id, NULL::integer
FROM line
LEFT JOIN (
    SELECT line_id, sum(amount_minor) AS minor FROM hold WHERE state = 'open' GROUP BY line_id
) AS open_holds ON open_holds.line_id = line.id
WHERE line.held_minor <> coalesce(open_holds.minor, 0)
