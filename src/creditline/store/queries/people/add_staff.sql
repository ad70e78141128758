INSERT INTO staff (id, login, name, roles, password_hash, totp_secret, added_at)
VALUES (%(id)s, %(login)s, %(name)s, %(roles)s, %(password_hash)s, %(totp_secret)s, %(added_at)s)
ON CONFLICT (login) DO NOTHING
RETURNING id
