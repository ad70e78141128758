INSERT INTO notice_delivery (notice_id, channel, what, at, detail)
VALUES (%(notice_id)s, %(channel)s, %(what)s, %(at)s, %(detail)s)
