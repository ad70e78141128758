-- A refused event has no entries and changes nothing but the line's version.
SELECT event.line_id, event.version
FROM event
LEFT JOIN event AS previous ON previous.line_id = event.line_id AND previous.version = event.version - 1
WHERE event.outcome <> 'accepted' AND (
    (
        event.status, event.limit_minor, event.principal_minor, event.interest_minor, event.fees_minor,
        event.credit_minor, event.held_minor, event.accrual_residue, event.moved_at, event.servicing
    ) IS DISTINCT FROM (
        previous.status, previous.limit_minor, previous.principal_minor, previous.interest_minor, previous.fees_minor,
        previous.credit_minor, previous.held_minor, previous.accrual_residue, previous.moved_at, previous.servicing
    )
    OR EXISTS (SELECT FROM entry WHERE entry.line_id = event.line_id AND entry.version = event.version)
)
