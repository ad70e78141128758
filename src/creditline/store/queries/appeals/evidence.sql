SELECT * FROM paper WHERE appeal_id = %(appeal_id)s ORDER BY received_at, number
