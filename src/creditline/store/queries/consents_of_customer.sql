SELECT id, purpose, given_at, withdrawn_at FROM consent WHERE customer_id = %(customer_id)s ORDER BY given_at, id
