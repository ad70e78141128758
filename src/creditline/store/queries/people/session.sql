SELECT staff.*
FROM staff_session JOIN staff ON staff.id = staff_session.staff_id
WHERE hash = %(hash)s AND ended_at IS NULL AND expires_at > %(now)s AND staff.active
