INSERT INTO webhook_attempt (message, endpoint_id, at, status, took_ms, error)
VALUES (%(message)s, %(endpoint_id)s, %(at)s, %(status)s, %(took_ms)s, %(error)s)
