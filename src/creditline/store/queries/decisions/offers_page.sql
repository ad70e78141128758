SELECT * FROM offer WHERE line_id = %(line_id)s ORDER BY made_at DESC, id LIMIT %(limit)s
