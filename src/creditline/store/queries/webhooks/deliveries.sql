SELECT d.*, o.id, o.type, o.subject, o.at, last.status, last.error, last.at AS tried_at
FROM webhook_delivery AS d
JOIN outbox AS o ON o.number = d.message
LEFT JOIN LATERAL (
    SELECT * FROM webhook_attempt AS a
    WHERE a.endpoint_id = d.endpoint_id AND a.message = d.message ORDER BY a.number DESC LIMIT 1
) AS last ON true
WHERE (%(endpoint_id)s::text IS NULL OR d.endpoint_id = %(endpoint_id)s)
  AND (%(state)s::text IS NULL OR d.state = %(state)s)
  AND (%(before)s::bigint IS NULL OR d.message < %(before)s)
ORDER BY d.message DESC, d.endpoint_id
LIMIT %(limit)s
