INSERT INTO request_key (key, fingerprint, subject, booked_at)
VALUES (%(key)s, %(fingerprint)s, %(subject)s, %(booked_at)s)
ON CONFLICT DO NOTHING
RETURNING key
