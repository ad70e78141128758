-- A line is decided by the latest activation that counts for it. One for a share of the lines counts for those whose
-- place by hash is below it: the same lines always, and more of them when the share grows.
SELECT p.*, a.policy_sha256, a.pack, a.pack_digest, a.card_id, a.proof_id,
    coalesce((SELECT paused FROM review_pause ORDER BY number DESC LIMIT 1), false) AS paused,
    (SELECT content FROM lender_identity ORDER BY number DESC LIMIT 1) AS lender
FROM profile AS p
JOIN LATERAL (
    SELECT * FROM policy_activation AS act
    WHERE act.policy_id = p.policy_id AND act.active_from <= $2
      AND (act.share_bps = 10000
           OR ('x' || left(md5(p.policy_id || ' ' || p.line_id), 8))::bit(32)::bigint % 10000 < act.share_bps)
    ORDER BY act.active_from DESC, act.number DESC
    LIMIT 1
) AS a ON true
WHERE p.line_id = ANY($1::text[])
