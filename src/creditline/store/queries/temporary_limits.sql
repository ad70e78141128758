SELECT * FROM temporary_limit WHERE line_id = ANY($1::text[]) ORDER BY starts_at, id
