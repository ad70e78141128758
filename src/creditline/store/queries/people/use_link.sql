-- A link opens one session.
INSERT INTO borrower_session (link_id, line_id, opened_at, expires_at)
VALUES (%(link_id)s, %(line_id)s, %(opened_at)s, %(expires_at)s)
ON CONFLICT DO NOTHING
RETURNING link_id
