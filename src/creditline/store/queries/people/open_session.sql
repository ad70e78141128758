INSERT INTO staff_session (hash, staff_id, opened_at, expires_at)
VALUES (%(hash)s, %(staff_id)s, %(opened_at)s, %(expires_at)s)
