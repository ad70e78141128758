SELECT * FROM participant WHERE id = %(participant_id)s
