SELECT * FROM decision WHERE id = %(id)s
