-- Lines by the quarter they were opened in, and how many of them are 30 days past due or more, or lost.
SELECT line.currency, to_char(line.opened_on, 'YYYY "Q"Q') AS label, count(*) AS lines,
    coalesce(sum(line.limit_minor), 0)::bigint AS limit_minor, sum(line.principal_minor)::bigint AS drawn_minor,
    count(*) FILTER (WHERE last.days_past_due >= 30) AS late
FROM line
LEFT JOIN closing ON closing.line_id = line.id
LEFT JOIN LATERAL (
    SELECT days_past_due FROM day_tape
    WHERE day_tape.line_id = closing.line_id AND day_tape.day = closing.closed_on
    ORDER BY version DESC LIMIT 1
) AS last ON true
GROUP BY line.currency, label
ORDER BY line.currency, label
