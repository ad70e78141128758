INSERT INTO policy_version (sha256, policy_id, version, files, added_at, added_by)
VALUES (%(sha256)s, %(policy_id)s, %(version)s, %(files)s::jsonb, %(added_at)s, %(added_by)s)
ON CONFLICT (sha256) DO NOTHING
