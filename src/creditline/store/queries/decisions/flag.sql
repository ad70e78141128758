SELECT * FROM flag WHERE id = %(id)s
