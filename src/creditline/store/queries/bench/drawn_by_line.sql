SELECT id, principal_minor - credit_minor AS drawn_minor FROM line
