INSERT INTO webhook_endpoint (id, url, types, created_at, created_by)
VALUES (%(id)s, %(url)s, %(types)s, %(created_at)s, %(created_by)s)
