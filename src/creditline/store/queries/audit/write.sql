INSERT INTO audit (at, actor_kind, actor_id, actor_name, action, subject, detail)
SELECT * FROM unnest(
    %(at)s::timestamptz[], %(actor_kind)s::text[], %(actor_id)s::text[], %(actor_name)s::text[], %(action)s::text[],
    %(subject)s::text[], %(detail)s::text[]
)
