SELECT * FROM appeal_event WHERE appeal_id = %(appeal_id)s ORDER BY version
