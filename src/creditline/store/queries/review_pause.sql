SELECT paused, cause, actor, booked_at FROM review_pause ORDER BY number DESC LIMIT 1
