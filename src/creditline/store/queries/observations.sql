-- What features may know of events and attested facts: as features/from_event.py makes it from the events themselves.
-- Whoever rewinds history lets events go from that day (gone_day) and books others that are known from that day
-- (known_day), whatever day they count from. A fact is known from the day it was booked, and until one of the same kind
-- and day is. So no value of the past knows what came later. What was declined happened, whatever was replayed.
SELECT event.line_id, event.version::bigint AS seq,
    (event.effective_at AT TIME ZONE line.zone)::date - DATE '1970-01-01' AS day,
    (coalesce(rewound.booked_at, event.effective_at) AT TIME ZONE line.zone)::date - DATE '1970-01-01' AS known_day,
    (gone.booked_at AT TIME ZONE line.zone)::date - DATE '1970-01-01' AS gone_day,
    CASE
        WHEN event.outcome <> 'accepted' THEN 'declined'
        WHEN event.kind = 'line_opened' THEN 'opened'
        WHEN event.kind = 'draw' THEN 'cash_draw'
        WHEN event.kind = 'hold_captured' THEN 'purchase'
        WHEN event.kind = 'repayment' THEN 'repayment'
        WHEN event.kind = 'repayment_returned' THEN 'returned'
        WHEN event.kind IN ('payment_met', 'payment_missed') THEN 'due'
        ELSE 'level'
    END AS kind,
    payer.payer,
    CASE event.kind
        WHEN 'payment_met' THEN 0
        WHEN 'payment_missed' THEN coalesce((event.detail ->> 'asked_minor')::bigint, event.amount_minor)
        ELSE event.amount_minor
    END AS amount_minor,
    CASE WHEN event.kind = 'payment_missed'
        THEN coalesce((event.detail ->> 'asked_minor')::bigint, event.amount_minor) - event.amount_minor
        ELSE 0
    END AS part_minor,
    CASE WHEN event.kind = 'repayment' AND event.servicing IS NOT NULL THEN (
        SELECT min((due ->> 'due_on')::date) FROM jsonb_array_elements(event.servicing -> 'dues') AS due
        WHERE (due ->> 'due_on')::date >= (event.effective_at AT TIME ZONE line.zone)::date
    ) - (event.effective_at AT TIME ZONE line.zone)::date END AS days_early,
    CASE WHEN event.kind = 'payment_met' AND (event.detail ->> 'full')::boolean THEN 1 ELSE 0 END AS in_full,
    event.principal_minor AS drawn_minor, event.limit_minor,
    (event.servicing ->> 'late_since')::date - DATE '1970-01-01' AS overdue_since_day,
    NULL::integer AS until_day
FROM event
JOIN line ON line.id = event.line_id
LEFT JOIN payer ON payer.line_id = event.line_id AND payer.version = coalesce(event.replays, event.version)
LEFT JOIN LATERAL (
    SELECT max(earlier.booked_at) AS booked_at
    FROM event AS earlier
    WHERE earlier.line_id = event.line_id AND earlier.kind = 'rewound' AND earlier.version < event.version
        AND earlier.booked_at = event.booked_at AND event.outcome = 'accepted'
) AS rewound ON true
LEFT JOIN LATERAL (
    SELECT min(later.booked_at) AS booked_at
    FROM event AS later
    WHERE later.line_id = event.line_id AND later.kind = 'rewound' AND later.version > event.version
        AND later.refers_to < event.version AND event.outcome = 'accepted'
) AS gone ON true
WHERE (
    event.outcome = 'accepted'
    AND event.kind IN (
        'line_opened', 'draw', 'hold_captured', 'repayment', 'repayment_returned', 'payment_met', 'payment_missed',
        'merchant_refund', 'limit_changed', 'reversal', 're_aged', 'plan_started', 'charged_off'
    )
) OR (event.outcome = 'over_available' AND event.kind IN ('draw', 'hold_placed'))
UNION ALL
SELECT fact.line_id, fact.number, fact.on_date - DATE '1970-01-01',
    (fact.booked_at AT TIME ZONE line.zone)::date - DATE '1970-01-01',
    (replaced.booked_at AT TIME ZONE line.zone)::date - DATE '1970-01-01',
    fact.kind, NULL, fact.amount_minor, fact.part_minor, NULL, 0, 0, NULL, NULL,
    fact.until_date - DATE '1970-01-01'
FROM attested_fact AS fact
JOIN line ON line.id = fact.line_id
LEFT JOIN LATERAL (
    SELECT min(later.booked_at) AS booked_at
    FROM attested_fact AS later
    WHERE later.line_id = fact.line_id AND later.on_date = fact.on_date AND later.kind = fact.kind
        AND later.number > fact.number
) AS replaced ON true
