SELECT * FROM api_key WHERE hash = %(hash)s
