SELECT p.*, a.policy_sha256, a.pack, a.pack_digest, a.card_id, a.proof_id,
    coalesce((SELECT paused FROM review_pause ORDER BY number DESC LIMIT 1), false) AS paused
FROM profile AS p
JOIN LATERAL (
    SELECT * FROM policy_activation AS act
    WHERE act.policy_id = p.policy_id AND act.active_from <= $2
    ORDER BY act.active_from DESC, act.number DESC
    LIMIT 1
) AS a ON true
WHERE p.line_id = ANY($1::text[])
