-- What ends first, first.
SELECT flag.*, line.name AS line_name, line.currency
FROM flag JOIN line ON line.id = flag.line_id
WHERE %(state)s::text IS NULL OR flag.state = %(state)s
ORDER BY flag.deadline_at, flag.id
LIMIT %(limit)s
