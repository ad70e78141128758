UPDATE participant SET exposure_minor = moved.exposure::bigint, beside_minor = moved.beside::bigint
FROM unnest($1::text[], $2::text[], $3::text[]) AS moved (id, exposure, beside)
WHERE participant.id = moved.id
