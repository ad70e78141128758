INSERT INTO appeal_look (appeal_id, staff_id, looked_at) VALUES (%(appeal_id)s, %(staff_id)s, %(looked_at)s)
ON CONFLICT DO NOTHING
