UPDATE customer SET group_id = %(group_id)s WHERE id = ANY(%(customer_ids)s)
