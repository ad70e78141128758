SELECT * FROM customer WHERE id = ANY($1::text[])
