INSERT INTO offer (id, line_id, decision_id, limit_minor, made_at, expires_on, state, answered_at, answered_by)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::date[], $7::text[],
    $8::timestamptz[], $9::text[])
ON CONFLICT (id) DO UPDATE
SET state = excluded.state, answered_at = excluded.answered_at, answered_by = excluded.answered_by
