UPDATE mail SET state = %(state)s, attempts = attempts + 1, due_at = %(due_at)s, claimed_until = NULL
WHERE notice_id = %(notice_id)s
