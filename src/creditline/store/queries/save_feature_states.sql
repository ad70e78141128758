INSERT INTO feature_state (line_id, version, packed)
SELECT * FROM unnest($1::text[], $2::integer[], $3::bytea[])
ON CONFLICT (line_id) DO UPDATE SET version = excluded.version, packed = excluded.packed
