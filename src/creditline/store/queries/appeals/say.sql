SELECT pg_notify('creditline', $1)
