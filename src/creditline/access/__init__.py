"""Who may do what: roles and rights of staff, scopes of API keys, and what proves who somebody is."""
