-- The tape has every day of a line from its opening to the last day that was closed.
SELECT closing.line_id, NULL::integer
FROM closing
LEFT JOIN line ON line.id = closing.line_id
LEFT JOIN LATERAL (
    SELECT count(DISTINCT day) AS days, min(day) AS first
    FROM day_tape
    WHERE day_tape.line_id = closing.line_id AND day_tape.day <= closing.closed_on
) AS tape ON true
WHERE closing.closed_on >= line.opened_on
  AND (tape.days <> closing.closed_on - line.opened_on + 1 OR tape.first IS DISTINCT FROM line.opened_on)
