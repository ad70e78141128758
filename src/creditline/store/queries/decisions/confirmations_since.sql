SELECT c.*, d.record FROM confirmation AS c JOIN decision AS d ON d.id = c.decision_id
WHERE c.decided_at >= %(since)s AND (c.line_id, c.version, c.decided_at) > (%(line_id)s, %(version)s, %(decided_at)s)
ORDER BY c.line_id, c.version, c.decided_at
LIMIT %(limit)s
