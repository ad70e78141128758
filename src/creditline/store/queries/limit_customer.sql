UPDATE customer SET limit_minor = %(limit_minor)s WHERE id = %(customer_id)s
