SELECT * FROM decision
WHERE line_id = %(line_id)s AND (%(before)s::timestamptz IS NULL OR decided_at < %(before)s)
ORDER BY decided_at DESC, version DESC
LIMIT %(limit)s
