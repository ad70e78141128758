SELECT id FROM line WHERE customer_id = ANY(%(customer_ids)s) OR id = ANY(%(line_ids)s) ORDER BY id FOR UPDATE
