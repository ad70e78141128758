UPDATE consent SET withdrawn_at = coalesce(withdrawn_at, %(withdrawn_at)s)
WHERE id = %(id)s AND customer_id = %(customer_id)s
RETURNING id
