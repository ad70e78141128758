SELECT id, kind, name, linked_at FROM linked_account WHERE customer_id = %(customer_id)s ORDER BY linked_at, id
