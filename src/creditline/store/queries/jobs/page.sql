SELECT * FROM job WHERE asked_by = %(asked_by)s ORDER BY asked_at DESC, id LIMIT 50
