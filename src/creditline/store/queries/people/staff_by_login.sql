SELECT * FROM staff WHERE login = %(login)s
