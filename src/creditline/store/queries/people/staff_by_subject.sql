SELECT * FROM staff WHERE oidc_subject = %(subject)s
