-- What was drawn and repaid, by month, from an instant on.
SELECT line.currency, to_char(date_trunc('month', event.effective_at AT TIME ZONE 'UTC'), 'YYYY-MM') AS label,
    count(DISTINCT event.line_id) AS lines,
    coalesce(sum(event.amount_minor) FILTER (WHERE event.kind = 'draw'), 0)::bigint AS drawn_minor,
    coalesce(sum(event.amount_minor) FILTER (WHERE event.kind = 'repayment'), 0)::bigint AS repaid_minor
FROM event
JOIN line ON line.id = event.line_id
WHERE event.outcome = 'accepted' AND event.kind IN ('draw', 'repayment') AND event.effective_at >= %(since)s
GROUP BY line.currency, label
ORDER BY line.currency, label
