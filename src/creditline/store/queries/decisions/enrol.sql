INSERT INTO profile (line_id, policy_id, facts) VALUES (%(line_id)s, %(policy_id)s, %(facts)s)
ON CONFLICT (line_id) DO NOTHING
