UPDATE customer_group SET limit_minor = %(limit_minor)s WHERE id = %(group_id)s RETURNING id
