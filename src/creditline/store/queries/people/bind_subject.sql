UPDATE staff SET oidc_subject = %(subject)s WHERE id = %(id)s AND oidc_subject IS NULL RETURNING id
