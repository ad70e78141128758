INSERT INTO search_term (line_id, kind, term)
SELECT * FROM unnest(%(line_id)s::text[], %(kind)s::text[], %(term)s::text[])
ON CONFLICT DO NOTHING
