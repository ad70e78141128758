INSERT INTO chosen_limit (line_id, amount_minor, chosen_at) VALUES (%(line_id)s, %(amount_minor)s, %(chosen_at)s)
