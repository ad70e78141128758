COPY hold (line_id, placed_by, amount_minor, expires_at, state) FROM STDIN
