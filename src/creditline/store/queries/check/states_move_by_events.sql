-- A line's first event opens it; then its limit, its status and what is held change only by the events that say so, or
-- with history that is rewound.
SELECT event.line_id, event.version
FROM event
LEFT JOIN event AS previous ON previous.line_id = event.line_id AND previous.version = event.version - 1
LEFT JOIN hold
    ON event.kind = 'hold_captured' AND hold.line_id = event.line_id AND hold.placed_by = event.refers_to
WHERE event.kind <> 'rewound' AND (CASE
    WHEN event.version = 1 OR event.kind = 'line_opened' THEN
        event.version <> 1 OR event.kind <> 'line_opened' OR event.outcome <> 'accepted'
        OR event.status <> 'open' OR event.held_minor <> 0
        OR event.amount_minor <> coalesce(event.limit_minor, 0)
    WHEN event.outcome = 'accepted' AND event.kind = 'limit_changed' THEN
        event.limit_before_minor IS DISTINCT FROM previous.limit_minor
        OR event.amount_minor <> coalesce(event.limit_minor, 0)
    WHEN event.outcome = 'accepted' AND event.kind = 'charged_off' THEN event.limit_minor IS DISTINCT FROM 0
    ELSE event.limit_minor IS DISTINCT FROM previous.limit_minor
END
OR event.status <> CASE
    WHEN event.outcome <> 'accepted' THEN previous.status
    WHEN event.kind = 'line_frozen' THEN 'frozen'
    WHEN event.kind = 'line_unfrozen' THEN 'open'
    WHEN event.kind = 'line_closed' THEN 'closed'
    WHEN event.kind = 'charged_off' THEN 'charged_off'
    WHEN event.kind = 'recovered' AND event.principal_minor + event.interest_minor + event.fees_minor = 0 THEN 'settled'
    ELSE previous.status
END
OR event.held_minor - previous.held_minor <> CASE
    WHEN event.outcome <> 'accepted' THEN 0
    WHEN event.kind = 'hold_placed' THEN event.amount_minor
    WHEN event.kind IN ('hold_voided', 'hold_expired') THEN -event.amount_minor
    WHEN event.kind = 'hold_captured' THEN -coalesce(hold.amount_minor, 0)
    ELSE 0
END)
