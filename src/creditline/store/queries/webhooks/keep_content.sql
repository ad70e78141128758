UPDATE outbox SET content = %(content)s WHERE number = %(number)s AND content IS NULL
