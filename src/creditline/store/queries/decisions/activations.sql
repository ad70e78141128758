-- What may decide at the instant $2, for each policy that the lines are decided by: the latest activation for all lines,
-- and those for a share of them that came after it; the latest first.
SELECT concat_ws(
    E'\t', act.policy_id, act.policy_sha256, act.pack, act.pack_digest, coalesce(act.card_id, ''),
    coalesce(act.proof_id, ''), coalesce((SELECT paused FROM review_pause ORDER BY number DESC LIMIT 1), false),
    act.share_bps, coalesce((SELECT content FROM lender_identity ORDER BY number DESC LIMIT 1), '')
)
FROM (SELECT DISTINCT policy_id FROM profile WHERE line_id = ANY($1::text[])) AS wanted
LEFT JOIN LATERAL (
    SELECT active_from, number FROM policy_activation AS whole
    WHERE whole.policy_id = wanted.policy_id AND active_from <= $2::text::timestamptz AND share_bps = 10000
    ORDER BY active_from DESC, number DESC
    LIMIT 1
) AS whole ON true
JOIN policy_activation AS act
    ON act.policy_id = wanted.policy_id AND act.active_from <= $2::text::timestamptz
    AND (whole.number IS NULL OR (act.active_from, act.number) >= (whole.active_from, whole.number))
ORDER BY act.policy_id, act.active_from DESC, act.number DESC
