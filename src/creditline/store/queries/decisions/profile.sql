SELECT * FROM profile WHERE line_id = %(line_id)s
