SELECT * FROM appeal WHERE line_id = %(line_id)s AND against = %(against)s ORDER BY filed_at DESC, number DESC LIMIT 1
