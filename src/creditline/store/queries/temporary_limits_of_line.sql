SELECT * FROM temporary_limit WHERE line_id = %(line_id)s ORDER BY starts_at, id
