INSERT INTO lender_identity (content, set_at, set_by) VALUES (%(content)s, %(set_at)s, %(set_by)s)
