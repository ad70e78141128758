UPDATE job SET done = %(done)s, total = greatest(total, %(done)s) WHERE id = %(id)s
