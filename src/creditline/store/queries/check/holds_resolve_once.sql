-- Each hold is placed by one event and resolved by at most one, for no more than it holds; its state says by which.
WITH placed AS (
    SELECT line_id, version AS placed_by, amount_minor
    FROM event
    WHERE kind = 'hold_placed' AND outcome = 'accepted' AND replays IS NULL
), resolved AS (
    SELECT
        line_id,
        refers_to AS placed_by,
        count(*) AS times,
        min(version) AS version,
        min(amount_minor) AS amount_minor,
        min(CASE kind WHEN 'hold_captured' THEN 'captured' WHEN 'hold_voided' THEN 'voided' ELSE 'expired' END) AS state
    FROM event
    WHERE kind IN ('hold_captured', 'hold_voided', 'hold_expired') AND outcome = 'accepted' AND replays IS NULL
    GROUP BY line_id, refers_to
)
SELECT line_id, placed_by
FROM placed
FULL JOIN hold USING (line_id, placed_by)
FULL JOIN resolved USING (line_id, placed_by)
WHERE placed.amount_minor IS DISTINCT FROM hold.amount_minor
   OR hold.state IS DISTINCT FROM coalesce(resolved.state, 'open')
   OR resolved.times > 1
   OR resolved.version <= placed_by
   OR resolved.amount_minor > hold.amount_minor
   OR (resolved.state <> 'captured' AND resolved.amount_minor <> hold.amount_minor)
