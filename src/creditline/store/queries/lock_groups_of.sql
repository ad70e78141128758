SELECT id, currency, limit_minor FROM customer_group WHERE id = ANY(%(group_ids)s) ORDER BY id FOR UPDATE
