SELECT notice.*, line.name AS line_name, line.zone
FROM notice JOIN line ON line.id = notice.line_id
WHERE (%(line_id)s::text IS NULL OR line_id = %(line_id)s) AND (%(before)s::bigint IS NULL OR number < %(before)s)
ORDER BY number DESC
LIMIT %(limit)s
