INSERT INTO certificate (id, policy_sha256, card_id, since, verdict, content, made_at, made_by)
VALUES (%(id)s, %(policy_sha256)s, %(card_id)s, %(since)s, %(verdict)s, %(content)s, %(made_at)s, %(made_by)s)
ON CONFLICT (id) DO NOTHING
