SELECT id FROM agreement WHERE id > $1 ORDER BY id LIMIT $2
