-- A code works once, whoever is quicker.
UPDATE staff SET totp_step = %(step)s
WHERE id = %(id)s AND (totp_step IS NULL OR totp_step < %(step)s)
RETURNING id
