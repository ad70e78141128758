UPDATE webhook_endpoint SET disabled_at = coalesce(disabled_at, %(at)s), disabled_why = coalesce(disabled_why, %(why)s)
WHERE id = %(id)s
