SELECT *, coalesce((SELECT paused FROM review_pause ORDER BY number DESC LIMIT 1), false) AS paused,
    (SELECT content FROM lender_identity ORDER BY number DESC LIMIT 1) AS lender
FROM policy_activation
WHERE policy_id = %(policy_id)s AND active_from <= %(at)s AND share_bps = 10000
ORDER BY active_from DESC, number DESC
LIMIT 1
