UPDATE participant SET cap_minor = %(cap_minor)s WHERE id = %(participant_id)s RETURNING id
