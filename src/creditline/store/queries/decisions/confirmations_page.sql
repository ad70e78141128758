SELECT * FROM confirmation WHERE line_id = %(line_id)s ORDER BY version DESC, decided_at DESC LIMIT %(limit)s
