SELECT id FROM customer WHERE group_id = %(group_id)s ORDER BY id
