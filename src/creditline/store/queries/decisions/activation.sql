SELECT * FROM policy_activation
WHERE policy_id = %(policy_id)s AND active_from <= %(at)s
ORDER BY active_from DESC, number DESC
LIMIT 1
