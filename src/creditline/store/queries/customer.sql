SELECT * FROM customer WHERE id = %(customer_id)s
