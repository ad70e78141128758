-- Newest first, from just below `before`; a filter that is null lets everything through.
SELECT * FROM audit
WHERE (%(before)s::bigint IS NULL OR number < %(before)s)
  AND (%(actor)s::text IS NULL OR actor_id = %(actor)s OR actor_name = %(actor)s)
  AND (%(action)s::text IS NULL OR action = %(action)s)
  AND (%(subject)s::text IS NULL OR subject = %(subject)s)
ORDER BY number DESC
LIMIT %(limit)s
