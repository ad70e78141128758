SELECT c.*, d.record FROM confirmation AS c JOIN decision AS d ON d.id = c.decision_id
WHERE c.decided_at >= %(since)s AND (c.line_id, c.version) > (%(line_id)s, %(version)s)
ORDER BY c.line_id, c.version
LIMIT %(limit)s
