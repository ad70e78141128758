INSERT INTO confirmation (line_id, version, decided_at, trigger, decision_id, facts)
SELECT line_id, version::integer, decided_at::timestamptz, trigger, decision_id, facts
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
    AS made (line_id, version, decided_at, trigger, decision_id, facts)
ON CONFLICT (line_id, version, decided_at) DO NOTHING
