-- Each line stands as its last event left it.
SELECT line.id, NULL::integer
FROM line
JOIN event ON event.line_id = line.id AND event.version = line.version
WHERE (
    line.status, line.limit_minor, line.principal_minor, line.interest_minor, line.fees_minor, line.credit_minor,
    line.held_minor, line.accrual_residue, line.accrued_on, line.moved_at, line.servicing
) IS DISTINCT FROM (
    event.status, event.limit_minor, event.principal_minor, event.interest_minor, event.fees_minor,
    event.credit_minor, event.held_minor, event.accrual_residue, event.accrued_on, event.moved_at, event.servicing
)
