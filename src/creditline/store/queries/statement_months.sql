-- What the ledger says of lines and months: the net balance at each month's end, and what was repaid within the month.
-- Summed from the entries and the accepted events alone; a line that does not exist has no rows.
WITH asked AS (
    SELECT line.id, line.zone, line.limit_minor, month.first_day, month.last_day
    FROM line
    CROSS JOIN unnest(%(firsts)s::date[], %(lasts)s::date[]) AS month (first_day, last_day)
    WHERE line.id = ANY(%(line_ids)s)
), moved AS (
    SELECT entry.line_id, (event.effective_at AT TIME ZONE line.zone)::date AS day, sum(entry.amount_minor) AS minor,
        coalesce(-sum(entry.amount_minor) FILTER (WHERE event.kind = 'repayment'), 0) AS repaid_minor
    FROM line
    JOIN event ON event.line_id = line.id
    JOIN entry ON entry.line_id = event.line_id AND entry.version = event.version
    WHERE line.id = ANY(%(line_ids)s) AND entry.account IN ('principal', 'interest', 'fees', 'credit')
    GROUP BY 1, 2
)
SELECT asked.id AS line_id, asked.last_day, asked.limit_minor,
    coalesce(sum(moved.minor), 0)::bigint AS net_minor,
    coalesce(sum(moved.repaid_minor) FILTER (WHERE moved.day >= asked.first_day), 0)::bigint AS repaid_minor
FROM asked
LEFT JOIN moved ON moved.line_id = asked.id AND moved.day <= asked.last_day
GROUP BY asked.id, asked.last_day, asked.limit_minor
ORDER BY asked.id, asked.last_day
