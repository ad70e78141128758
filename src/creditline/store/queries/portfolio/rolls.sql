-- Where the lines of each bucket went in the thirty days before their last closed day: up, down, or lost.
SELECT line.currency, was.bucket::text AS label, count(*) AS lines,
    coalesce(sum(was.limit_minor), 0)::bigint AS limit_minor, sum(was.principal_minor)::bigint AS drawn_minor,
    count(*) FILTER (WHERE last.bucket < was.bucket AND last.status <> 'charged_off') AS better,
    count(*) FILTER (WHERE last.bucket > was.bucket OR last.status = 'charged_off') AS worse
FROM closing
CROSS JOIN LATERAL (
    SELECT bucket, status FROM day_tape
    WHERE day_tape.line_id = closing.line_id AND day_tape.day = closing.closed_on
    ORDER BY version DESC LIMIT 1
) AS last
CROSS JOIN LATERAL (
    SELECT * FROM day_tape
    WHERE day_tape.line_id = closing.line_id AND day_tape.day = closing.closed_on - 30
    ORDER BY version DESC LIMIT 1
) AS was
JOIN line ON line.id = closing.line_id
WHERE was.status NOT IN ('closed', 'charged_off')
GROUP BY line.currency, was.bucket
ORDER BY line.currency, was.bucket
