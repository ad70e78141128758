UPDATE staff SET roles = %(roles)s WHERE login = %(login)s RETURNING id
