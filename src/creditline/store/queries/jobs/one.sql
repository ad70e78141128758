SELECT * FROM job WHERE id = %(id)s AND asked_by = %(asked_by)s
