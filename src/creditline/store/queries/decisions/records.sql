SELECT id, record FROM decision WHERE id = ANY(%(ids)s::text[])
