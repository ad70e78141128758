INSERT INTO policy_activation
    (policy_id, policy_sha256, pack, pack_digest, card_id, active_from, activated_by, proof_id, waiver, share_bps)
VALUES (%(policy_id)s, %(policy_sha256)s, %(pack)s, %(pack_digest)s, %(card_id)s, %(active_from)s, %(activated_by)s,
    %(proof_id)s, %(waiver)s, %(share_bps)s)
