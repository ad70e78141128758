INSERT INTO shadow (policy_id, policy_sha256, card_id, started_at, started_by, seen_at)
VALUES (%(policy_id)s, %(policy_sha256)s, %(card_id)s, %(started_at)s, %(started_by)s, %(started_at)s)
RETURNING number
