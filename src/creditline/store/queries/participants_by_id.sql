SELECT * FROM participant WHERE id = ANY($1::text[]) ORDER BY id
