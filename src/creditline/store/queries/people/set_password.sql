UPDATE staff SET password_hash = %(password_hash)s, totp_secret = %(totp_secret)s, totp_step = NULL
WHERE login = %(login)s
RETURNING id
