UPDATE participant SET exposure_minor = moved.exposure_minor, beside_minor = moved.beside_minor
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS moved (id, exposure_minor, beside_minor)
WHERE participant.id = moved.id
