-- What decided for the lines of a policy and from when on, newest first.
SELECT number, policy_id, policy_sha256, pack, pack_digest, card_id, active_from, activated_by, proof_id, waiver, share_bps
FROM policy_activation
WHERE policy_id = %(policy_id)s
ORDER BY active_from DESC, number DESC
