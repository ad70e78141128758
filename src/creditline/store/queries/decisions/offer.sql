SELECT * FROM offer WHERE id = %(id)s
