-- Every version, newest first, with its latest certificate.
SELECT v.sha256, v.policy_id, v.version, v.added_at, v.added_by, c.id AS certificate_id, c.verdict
FROM policy_version AS v
LEFT JOIN LATERAL (
    SELECT id, verdict FROM certificate WHERE policy_sha256 = v.sha256 ORDER BY made_at DESC, id LIMIT 1
) AS c ON true
ORDER BY v.added_at DESC, v.sha256
