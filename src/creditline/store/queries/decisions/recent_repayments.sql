-- When repayments came in since $2, among a line's latest fifty events.
SELECT wanted.line_id, late.booked_at
FROM unnest($1::text[]) AS wanted (line_id)
CROSS JOIN LATERAL (
    SELECT kind, outcome, booked_at FROM event
    WHERE event.line_id = wanted.line_id
    ORDER BY version DESC
    LIMIT 50
) AS late
WHERE late.kind = 'repayment' AND late.outcome = 'accepted' AND late.booked_at > $2::timestamptz
