SELECT * FROM flag
WHERE (%(line_id)s::text IS NULL OR line_id = %(line_id)s) AND (%(state)s::text IS NULL OR state = %(state)s)
    AND id > %(after)s
ORDER BY id
LIMIT %(limit)s
