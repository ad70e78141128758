INSERT INTO participant (id, name, currency, own, cap_minor)
VALUES (%(id)s, %(name)s, %(currency)s, %(own)s, %(cap_minor)s)
ON CONFLICT DO NOTHING
RETURNING id
