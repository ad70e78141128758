SELECT * FROM decision
WHERE decided_at >= %(since)s AND id > %(after)s
ORDER BY id
LIMIT %(limit)s
