SELECT * FROM customer_group WHERE id = %(group_id)s
