INSERT INTO signing_secret (secret) VALUES (%(secret)s) ON CONFLICT DO NOTHING
