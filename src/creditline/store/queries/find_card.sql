SELECT id, name, content, proof, registered_at, registered_by FROM scorecard WHERE starts_with(id, %(id)s) LIMIT 2
