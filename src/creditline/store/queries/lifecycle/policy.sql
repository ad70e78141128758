SELECT sha256, policy_id, version, files, added_at, added_by FROM policy_version WHERE starts_with(sha256, %(sha256)s)
LIMIT 2
