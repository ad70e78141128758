-- The whole tape by line and day, each day as it was told last.
SELECT DISTINCT ON (line_id, day) day_tape.*
FROM day_tape
WHERE (line_id, day) > (%(line_id)s::text, %(day)s::date) AND day BETWEEN %(since)s AND %(until)s
ORDER BY line_id, day, version DESC
LIMIT %(limit)s
