-- The days of one line, each as it was told last.
SELECT DISTINCT ON (day) day_tape.*
FROM day_tape
WHERE line_id = %(line_id)s AND day > %(after)s
ORDER BY day, version DESC
LIMIT %(limit)s
