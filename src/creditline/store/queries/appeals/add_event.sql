INSERT INTO appeal_event (
    appeal_id, version, kind, at, actor_kind, actor_id, actor_name, words, detail, key, fingerprint
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
