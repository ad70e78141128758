-- The lines as they stand after the group, and a word to who listens, delivered when the transaction commits.
WITH moved AS (
    UPDATE line SET
        status = new.status,
        limit_minor = new.limit_minor,
        principal_minor = new.principal_minor,
        interest_minor = new.interest_minor,
        fees_minor = new.fees_minor,
        credit_minor = new.credit_minor,
        held_minor = new.held_minor,
        accrual_residue = new.accrual_residue,
        accrued_on = new.accrued_on,
        moved_at = new.moved_at,
        version = new.version,
        servicing = new.servicing::jsonb
    FROM unnest(
        $1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
        $9::bigint[], $10::date[], $11::timestamptz[], $12::integer[], $13::text[]
    ) AS new (
        id, status, limit_minor, principal_minor, interest_minor, fees_minor, credit_minor, held_minor,
        accrual_residue, accrued_on, moved_at, version, servicing
    )
    WHERE line.id = new.id
)
SELECT pg_notify('creditline', payload) FROM unnest($14::text[]) AS payload
