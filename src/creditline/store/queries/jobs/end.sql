UPDATE job SET state = %(state)s, done = %(done)s, total = greatest(total, %(done)s), file = %(file)s,
    media_type = %(media_type)s, error = %(error)s, ended_at = %(ended_at)s
WHERE id = %(id)s
