INSERT INTO consent (id, customer_id, purpose, given_at) VALUES (%(id)s, %(customer_id)s, %(purpose)s, %(given_at)s)
