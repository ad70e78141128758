INSERT INTO funding_position (line_id, participant_id, principal_minor)
SELECT line_id, participant_id, minor::bigint
FROM unnest($1::text[], $2::text[], $3::text[]) AS moved (line_id, participant_id, minor)
ON CONFLICT (line_id, participant_id) DO UPDATE SET principal_minor = excluded.principal_minor
