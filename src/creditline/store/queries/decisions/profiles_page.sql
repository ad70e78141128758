SELECT line_id FROM profile
WHERE line_id > %(after)s AND (NOT %(pending)s OR review_pending_since IS NOT NULL)
ORDER BY line_id
LIMIT %(limit)s
