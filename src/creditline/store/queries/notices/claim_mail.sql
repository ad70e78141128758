UPDATE mail SET claimed_until = %(until)s
FROM (
    SELECT mail.notice_id FROM mail JOIN notice ON notice.id = mail.notice_id
    WHERE mail.state = 'waiting' AND (mail.due_at IS NULL OR mail.due_at <= %(now)s)
      AND (mail.claimed_until IS NULL OR mail.claimed_until <= %(now)s)
    ORDER BY notice.number
    LIMIT %(limit)s
    FOR UPDATE OF mail SKIP LOCKED
) AS due
WHERE mail.notice_id = due.notice_id
RETURNING mail.notice_id, mail.address, mail.attempts
