-- Lines by bucket of days past due, as their last closed day has it.
SELECT line.currency, last.bucket::text AS label, count(*) AS lines, coalesce(sum(last.limit_minor), 0)::bigint AS limit_minor,
    sum(last.principal_minor)::bigint AS drawn_minor
FROM closing
CROSS JOIN LATERAL (
    SELECT * FROM day_tape
    WHERE day_tape.line_id = closing.line_id AND day_tape.day = closing.closed_on
    ORDER BY version DESC LIMIT 1
) AS last
JOIN line ON line.id = closing.line_id
GROUP BY line.currency, last.bucket
ORDER BY line.currency, last.bucket
