SELECT * FROM certificate WHERE id = %(id)s
