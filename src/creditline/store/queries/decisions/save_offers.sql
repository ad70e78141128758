INSERT INTO offer (id, line_id, decision_id, limit_minor, made_at, expires_on, state, answered_at, answered_by)
SELECT id, line_id, decision_id, limit_minor::bigint, made_at::timestamptz, expires_on::date, state,
    answered_at::timestamptz, answered_by
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
    AS made (id, line_id, decision_id, limit_minor, made_at, expires_on, state, answered_at, answered_by)
ON CONFLICT (id) DO UPDATE
SET state = excluded.state, answered_at = excluded.answered_at, answered_by = excluded.answered_by
