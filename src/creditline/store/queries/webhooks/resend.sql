UPDATE webhook_delivery AS d SET state = 'waiting', attempts = 0, due_at = NULL, claimed_until = NULL
FROM outbox AS o, webhook_endpoint AS e
WHERE o.number = d.message AND e.id = d.endpoint_id AND e.disabled_at IS NULL
  AND d.endpoint_id = %(endpoint_id)s AND o.id = %(id)s
RETURNING d.message
