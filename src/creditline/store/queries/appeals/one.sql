SELECT * FROM appeal WHERE id = %(appeal_id)s
