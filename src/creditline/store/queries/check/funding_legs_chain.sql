-- In each line, a participant's leg starts from what the one before it left, the first from zero, and none leaves less
-- than nothing.
WITH chained AS (
    SELECT
        line_id, version, amount_minor, previous_minor, current_minor,
        lag(current_minor, 1, 0::bigint) OVER (PARTITION BY line_id, participant_id ORDER BY version) AS left_minor
    FROM funding_leg
)
SELECT DISTINCT line_id, version
FROM chained
WHERE previous_minor <> left_minor OR current_minor <> previous_minor + amount_minor OR current_minor < 0
