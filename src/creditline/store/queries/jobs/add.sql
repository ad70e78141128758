INSERT INTO job (id, kind, title, asked_by, asked_at, state, done, total)
VALUES (%(id)s, %(kind)s, %(title)s, %(asked_by)s, %(asked_at)s, 'running', 0, %(total)s)
