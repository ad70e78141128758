-- What is due, the oldest first. A message waits for the earlier ones about its line until they were tried three times.
UPDATE webhook_delivery AS d SET claimed_until = %(until)s
FROM (
    SELECT due.endpoint_id, due.message FROM webhook_delivery AS due
    WHERE due.state = 'waiting' AND (due.due_at IS NULL OR due.due_at <= %(now)s)
      AND (due.claimed_until IS NULL OR due.claimed_until <= %(now)s)
      AND NOT EXISTS (
          SELECT FROM webhook_delivery AS earlier
          WHERE earlier.endpoint_id = due.endpoint_id AND earlier.line_id = due.line_id
            AND earlier.message < due.message AND earlier.state = 'waiting' AND earlier.attempts < %(patience)s)
    ORDER BY due.message
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
) AS due, outbox AS o, webhook_endpoint AS e
WHERE d.endpoint_id = due.endpoint_id AND d.message = due.message AND o.number = d.message AND e.id = d.endpoint_id
RETURNING d.message, d.endpoint_id, d.attempts, o.id, o.type, o.line_id, o.subject, o.at, o.content, e.url, e.generation,
    e.rotated_at
