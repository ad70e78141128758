UPDATE staff SET active = %(active)s WHERE login = %(login)s RETURNING id
