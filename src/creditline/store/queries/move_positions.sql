INSERT INTO funding_position (line_id, participant_id, principal_minor)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
ON CONFLICT (line_id, participant_id) DO UPDATE SET principal_minor = excluded.principal_minor
