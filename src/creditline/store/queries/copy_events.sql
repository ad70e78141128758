COPY event (
    line_id, version, kind, outcome, amount_minor, effective_at, booked_at, key, fingerprint, actor, reason,
    refers_to, limit_before_minor, forced, status, limit_minor, principal_minor, interest_minor, fees_minor,
    credit_minor, held_minor, available_minor, accrual_residue, accrued_on, moved_at
) FROM STDIN
