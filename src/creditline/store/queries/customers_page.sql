SELECT * FROM customer WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
