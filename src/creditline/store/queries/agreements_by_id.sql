SELECT * FROM agreement WHERE id = ANY($1::text[])
