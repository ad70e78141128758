-- Each line becomes what its last event says.
UPDATE line SET
    status = event.status,
    limit_minor = event.limit_minor,
    principal_minor = event.principal_minor,
    interest_minor = event.interest_minor,
    fees_minor = event.fees_minor,
    credit_minor = event.credit_minor,
    held_minor = event.held_minor,
    accrual_residue = event.accrual_residue,
    accrued_on = event.accrued_on,
    moved_at = event.moved_at,
    version = event.version,
    servicing = event.servicing
FROM unnest($1::text[], $2::integer[]) AS last (line_id, version) JOIN event USING (line_id, version)
WHERE line.id = last.line_id
