SELECT id, line_id FROM flag WHERE state = 'open' AND deadline_at <= %(at)s ORDER BY id LIMIT %(limit)s
