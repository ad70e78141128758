INSERT INTO decision (id, line_id, version, decided_at, trigger, effect, limit_minor, policy_sha256, record)
SELECT id, line_id, version::integer, decided_at::timestamptz, trigger, effect, limit_minor::bigint, policy_sha256, record
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
    AS made (id, line_id, version, decided_at, trigger, effect, limit_minor, policy_sha256, record)
ON CONFLICT (id) DO NOTHING
