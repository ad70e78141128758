SELECT * FROM line WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
