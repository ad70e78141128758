SELECT pg_notify('creditline', payload) FROM unnest($1::text[]) AS payload
