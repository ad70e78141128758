-- What decides at the instant $2, for each policy that the lines are decided by.
SELECT concat_ws(
    E'\t', act.policy_id, act.policy_sha256, act.pack, act.pack_digest, coalesce(act.card_id, ''),
    coalesce(act.proof_id, ''), coalesce((SELECT paused FROM review_pause ORDER BY number DESC LIMIT 1), false)
)
FROM (SELECT DISTINCT policy_id FROM profile WHERE line_id = ANY($1::text[])) AS wanted
CROSS JOIN LATERAL (
    SELECT * FROM policy_activation
    WHERE policy_activation.policy_id = wanted.policy_id AND active_from <= $2::text::timestamptz
    ORDER BY active_from DESC, number DESC
    LIMIT 1
) AS act
