INSERT INTO label (subject, line_id, label, source, at) VALUES ($1, $2, $3, $4, $5)
