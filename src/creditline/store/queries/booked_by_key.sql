SELECT key, booked_at FROM event WHERE key = ANY(%(keys)s)
