SELECT files::text AS files FROM policy_version WHERE sha256 = $1
