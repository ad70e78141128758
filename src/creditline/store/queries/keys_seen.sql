SELECT key FROM event WHERE key = ANY($1::text[])
