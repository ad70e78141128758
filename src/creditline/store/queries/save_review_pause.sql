INSERT INTO review_pause (paused, cause, actor, booked_at)
VALUES (%(paused)s, %(cause)s, %(actor)s, %(booked_at)s)
RETURNING number
