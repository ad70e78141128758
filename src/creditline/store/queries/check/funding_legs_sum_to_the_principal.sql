-- From the first draw that others funded on, the funding legs of each event sum to the principal it moved.
WITH funded AS (
    SELECT line_id, min(version) AS since FROM funding_leg GROUP BY line_id
), leg AS (
    SELECT line_id, version, sum(amount_minor) AS minor FROM funding_leg GROUP BY line_id, version
), moved AS (
    SELECT entry.line_id, entry.version, sum(entry.amount_minor) AS minor
    FROM entry
    JOIN funded ON funded.line_id = entry.line_id AND entry.version >= funded.since
    WHERE entry.account = 'principal'
    GROUP BY entry.line_id, entry.version
)
SELECT line_id, version
FROM leg
FULL JOIN moved USING (line_id, version)
WHERE coalesce(leg.minor, 0) <> coalesce(moved.minor, 0)
