INSERT INTO mailbox (line_id, address, set_at, set_by) VALUES (%(line_id)s, %(address)s, %(set_at)s, %(set_by)s)
