SELECT count(*) AS found FROM audit
WHERE (%(actor)s::text IS NULL OR actor_id = %(actor)s OR actor_name = %(actor)s)
  AND (%(action)s::text IS NULL OR action = %(action)s)
  AND (%(subject)s::text IS NULL OR subject = %(subject)s)
