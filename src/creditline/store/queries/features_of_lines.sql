SELECT * FROM unnest(%(line_ids)s::text[], %(days)s::integer[]) AS asked (line_id, day)
