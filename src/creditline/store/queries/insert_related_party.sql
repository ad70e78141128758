INSERT INTO related_party (customer_id, related_id, relation, since)
VALUES (%(customer_id)s, %(related_id)s, %(relation)s, %(since)s)
ON CONFLICT DO NOTHING
