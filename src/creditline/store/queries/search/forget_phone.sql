DELETE FROM search_term WHERE line_id = %(line_id)s AND kind = 'phone'
