UPDATE webhook_endpoint SET generation = generation + 1, rotated_at = %(at)s WHERE id = %(id)s AND disabled_at IS NULL
