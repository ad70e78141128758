-- What features may know of events and attested facts: as features/from_event.py makes it from the events themselves.
-- An event that was reversed is observed until gone_day; the reversal of a repayment is a return. A fact is observed
-- from known_day, when it was booked, and counts from its own day: no value of the past knows what came later.
SELECT event.line_id, event.version::bigint AS seq,
    (event.effective_at AT TIME ZONE line.zone)::date - DATE '1970-01-01' AS day,
    (event.effective_at AT TIME ZONE line.zone)::date - DATE '1970-01-01' AS known_day,
    (reversal.effective_at AT TIME ZONE line.zone)::date - DATE '1970-01-01' AS gone_day,
    CASE
        WHEN event.outcome <> 'accepted' THEN 'declined'
        WHEN event.kind = 'line_opened' THEN 'opened'
        WHEN event.kind = 'draw' THEN 'cash_draw'
        WHEN event.kind = 'hold_captured' THEN 'purchase'
        WHEN event.kind = 'repayment' THEN 'repayment'
        WHEN event.kind = 'reversal' AND undone.kind = 'repayment' THEN 'returned'
        ELSE 'level'
    END AS kind,
    payer.payer, event.amount_minor, 0::bigint AS part_minor, 0::bigint AS days_early, 0 AS in_full,
    event.principal_minor AS drawn_minor, event.limit_minor, NULL::integer AS overdue_since_day,
    NULL::integer AS until_day
FROM event
JOIN line ON line.id = event.line_id
LEFT JOIN payer ON payer.line_id = event.line_id AND payer.version = event.version
LEFT JOIN event AS undone
    ON event.kind = 'reversal' AND undone.line_id = event.line_id AND undone.version = event.refers_to
LEFT JOIN event AS reversal
    ON reversal.line_id = event.line_id AND reversal.refers_to = event.version
    AND reversal.kind = 'reversal' AND reversal.outcome = 'accepted'
WHERE (
    event.outcome = 'accepted'
    AND event.kind IN (
        'line_opened', 'draw', 'hold_captured', 'repayment', 'merchant_refund', 'limit_changed', 'reversal'
    )
) OR (event.outcome = 'over_available' AND event.kind IN ('draw', 'hold_placed'))
UNION ALL
SELECT fact.line_id, fact.number, fact.on_date - DATE '1970-01-01',
    (fact.booked_at AT TIME ZONE line.zone)::date - DATE '1970-01-01', NULL,
    fact.kind, NULL, fact.amount_minor, fact.part_minor, 0, 0, 0, NULL, NULL, fact.until_date - DATE '1970-01-01'
FROM attested_fact AS fact
JOIN line ON line.id = fact.line_id
