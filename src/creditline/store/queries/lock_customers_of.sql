SELECT id FROM customer WHERE id = ANY(%(customer_ids)s) ORDER BY id FOR UPDATE
