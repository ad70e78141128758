SELECT * FROM customer_group WHERE id = ANY($1::text[])
