INSERT INTO confirmation (line_id, version, decided_at, trigger, decision_id, facts)
SELECT * FROM unnest($1::text[], $2::integer[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])
ON CONFLICT (line_id, version, decided_at) DO NOTHING
