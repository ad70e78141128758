INSERT INTO customer_group (id, currency) VALUES (%(id)s, %(currency)s) ON CONFLICT DO NOTHING
