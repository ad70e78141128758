SELECT * FROM line WHERE id = %(line_id)s FOR UPDATE
