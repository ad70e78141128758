INSERT INTO proposal (
    id, policy_id, policy_sha256, pack, pack_digest, card_id, certificate_id, share_bps, active_from, reason, proposed_by,
    proposed_at
) VALUES (
    %(id)s, %(policy_id)s, %(policy_sha256)s, %(pack)s, %(pack_digest)s, %(card_id)s, %(certificate_id)s, %(share_bps)s,
    %(active_from)s, %(reason)s, %(proposed_by)s, %(proposed_at)s
)
