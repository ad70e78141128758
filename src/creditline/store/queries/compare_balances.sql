-- Claimed net balances at the ends of business dates, against the sums of the entries that count by then.
-- Summed from the entries alone: neither the running balances nor the line's own figures are trusted.
WITH claim AS (
    SELECT * FROM unnest(%(line_ids)s::text[], %(days)s::date[], %(balances)s::bigint[]) AS claim (line_id, day, net_minor)
), claimed_line AS (
    SELECT id, zone FROM line WHERE id IN (SELECT line_id FROM claim)
), moved AS (
    SELECT entry.line_id, (event.effective_at AT TIME ZONE claimed_line.zone)::date AS day, sum(entry.amount_minor) AS minor
    FROM claimed_line
    JOIN event ON event.line_id = claimed_line.id
    JOIN entry ON entry.line_id = event.line_id AND entry.version = event.version
    WHERE entry.account IN ('principal', 'interest', 'fees', 'credit')
    GROUP BY 1, 2
), stood AS (
    SELECT claim.net_minor, claimed_line.id IS NOT NULL AS found, coalesce(sum(moved.minor), 0) AS ledger_minor
    FROM claim
    LEFT JOIN claimed_line ON claimed_line.id = claim.line_id
    LEFT JOIN moved ON moved.line_id = claim.line_id AND moved.day <= claim.day
    GROUP BY claim.line_id, claim.day, claim.net_minor, claimed_line.id
)
SELECT
    (SELECT count(*) FROM claimed_line) AS lines,
    (SELECT count(*) FROM event JOIN claimed_line ON claimed_line.id = event.line_id) AS events,
    count(*) AS balances,
    count(*) FILTER (WHERE found AND ledger_minor = net_minor) AS equal
FROM stood
