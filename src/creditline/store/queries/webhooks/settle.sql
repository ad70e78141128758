UPDATE webhook_delivery
SET state = %(state)s, attempts = attempts + 1, due_at = %(due_at)s, claimed_until = NULL, delivered_at = %(delivered_at)s
WHERE endpoint_id = %(endpoint_id)s AND message = %(message)s
