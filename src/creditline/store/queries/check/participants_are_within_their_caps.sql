-- No draw took a participant above its cap when it was booked, unless it was forced, and each leg tells what the
-- participant had in all lines by then.
WITH told AS (
    SELECT
        line_id, version, exposure_minor, cap_minor, amount_minor,
        sum(amount_minor) OVER (PARTITION BY participant_id ORDER BY number) AS summed_minor
    FROM funding_leg
)
SELECT DISTINCT told.line_id, told.version
FROM told
LEFT JOIN event ON event.line_id = told.line_id AND event.version = told.version
WHERE told.exposure_minor <> told.summed_minor
   OR (event.kind = 'draw' AND event.replays IS NULL AND NOT event.forced
       AND told.exposure_minor > told.cap_minor)
