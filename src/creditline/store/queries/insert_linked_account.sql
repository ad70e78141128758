INSERT INTO linked_account (id, customer_id, kind, name, linked_at)
VALUES (%(id)s, %(customer_id)s, %(kind)s, %(name)s, %(linked_at)s)
