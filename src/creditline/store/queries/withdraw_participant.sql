UPDATE participant SET withdraws_at = %(withdraws_at)s, withdraws_because = %(because)s
WHERE id = %(participant_id)s
RETURNING id
