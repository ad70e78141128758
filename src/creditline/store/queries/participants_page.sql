SELECT * FROM participant WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
