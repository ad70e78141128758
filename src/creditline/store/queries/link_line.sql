UPDATE line SET customer_id = %(customer_id)s WHERE id = %(line_id)s
