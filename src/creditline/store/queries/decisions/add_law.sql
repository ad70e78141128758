INSERT INTO law_text (digest, pack, content, added_at) VALUES (%(digest)s, %(pack)s, %(content)s, %(added_at)s)
ON CONFLICT (digest) DO NOTHING
