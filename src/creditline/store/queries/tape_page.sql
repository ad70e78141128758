-- The days of one line, each as it was told last; the tape is kept by days, so each day is looked up by itself.
SELECT told.*
FROM line
JOIN closing ON closing.line_id = line.id
CROSS JOIN LATERAL generate_series(
    greatest(line.opened_on, (%(after)s::date + 1))::timestamp,
    (SELECT max(day) FROM day_tape)::timestamp,
    interval '1 day'
) AS wanted (day)
CROSS JOIN LATERAL (
    SELECT day_tape.*
    FROM day_tape
    WHERE day_tape.day = wanted.day::date AND day_tape.line_id = line.id
    ORDER BY day_tape.version DESC
    LIMIT 1
) AS told
WHERE line.id = %(line_id)s
ORDER BY told.day
LIMIT %(limit)s
