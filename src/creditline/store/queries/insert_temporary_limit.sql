INSERT INTO temporary_limit (id, line_id, amount_minor, starts_at, ends_at, reason, booked_at)
VALUES (%(id)s, %(line_id)s, %(amount_minor)s, %(starts_at)s, %(ends_at)s, %(reason)s, %(booked_at)s)
