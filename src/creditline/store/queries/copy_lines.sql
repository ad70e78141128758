COPY line (
    id, name, currency, rate_bps, day_count, zone, opened_on, expires_on, status, limit_minor, principal_minor,
    interest_minor, fees_minor, credit_minor, held_minor, accrual_residue, accrued_on, moved_at, version
) FROM STDIN
