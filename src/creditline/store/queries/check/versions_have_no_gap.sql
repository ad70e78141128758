-- The events of each line are numbered from 1 without a gap, up to the line's version.
SELECT coalesce(line.id, numbered.line_id), NULL::integer
FROM line
FULL JOIN (
    SELECT line_id, count(*) AS events, min(version) AS first, max(version) AS last FROM event GROUP BY line_id
) AS numbered ON numbered.line_id = line.id
WHERE line.version IS DISTINCT FROM numbered.last OR numbered.first <> 1 OR numbered.events <> numbered.last
