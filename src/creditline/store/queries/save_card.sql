INSERT INTO scorecard (id, name, content, proof, registered_at, registered_by)
VALUES (%(id)s, %(name)s, %(content)s, %(proof)s, %(registered_at)s, %(registered_by)s)
ON CONFLICT (id) DO NOTHING
RETURNING id
