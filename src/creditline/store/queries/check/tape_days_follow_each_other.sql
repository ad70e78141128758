-- The tape has every day of a line from its opening to the last day that was closed.
WITH told AS (
    SELECT day_tape.line_id, count(DISTINCT day_tape.day) AS days, min(day_tape.day) AS first
    FROM day_tape
    JOIN closing ON closing.line_id = day_tape.line_id AND day_tape.day <= closing.closed_on
    GROUP BY day_tape.line_id
)
SELECT closing.line_id, NULL::integer
FROM closing
LEFT JOIN line ON line.id = closing.line_id
LEFT JOIN told ON told.line_id = closing.line_id
WHERE closing.closed_on >= line.opened_on
  AND (
      coalesce(told.days, 0) <> closing.closed_on - line.opened_on + 1 OR told.first IS DISTINCT FROM line.opened_on
  )
