SELECT id FROM customer_group WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE
