-- On each account of a line, an entry starts from the balance the one before it left, and the first from zero.
WITH chained AS (
    SELECT
        line_id, version, amount_minor, previous_minor, current_minor,
        lag(current_minor, 1, 0::bigint) OVER (PARTITION BY line_id, account ORDER BY version, leg) AS left_minor
    FROM entry
    WHERE account IN ('principal', 'interest', 'fees', 'credit')
)
SELECT DISTINCT line_id, version
FROM chained
WHERE previous_minor IS DISTINCT FROM left_minor OR current_minor IS DISTINCT FROM previous_minor + amount_minor
