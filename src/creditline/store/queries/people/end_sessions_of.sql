UPDATE staff_session SET ended_at = %(now)s
FROM staff
WHERE staff.id = staff_session.staff_id AND staff.login = %(login)s AND ended_at IS NULL
