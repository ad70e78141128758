INSERT INTO appeal (
    id, line_id, against, state, words, filed_at, filed_by, rule, promised_on, version
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
