SELECT * FROM paper WHERE id = %(evidence_id)s AND appeal_id = %(appeal_id)s
