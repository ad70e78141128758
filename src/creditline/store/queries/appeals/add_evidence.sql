INSERT INTO paper (
    id, appeal_id, kind, file_name, media_type, size_bytes, sha256, received_at, valid_until
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
