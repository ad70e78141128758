COPY entry (line_id, version, leg, account, amount_minor, previous_minor, current_minor) FROM STDIN
