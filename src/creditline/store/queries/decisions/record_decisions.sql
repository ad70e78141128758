INSERT INTO decision (id, line_id, version, decided_at, trigger, effect, limit_minor, policy_sha256, record)
SELECT * FROM unnest($1::text[], $2::text[], $3::integer[], $4::timestamptz[], $5::text[], $6::text[], $7::bigint[],
    $8::text[], $9::text[])
ON CONFLICT (id) DO NOTHING
