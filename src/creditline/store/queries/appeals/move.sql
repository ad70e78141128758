UPDATE appeal SET
    state = $2, promised_on = $3, extensions = $4, more_by = $5, assigned_to = $6, outcome = $7, answer = $8,
    effect_limit_minor = $9, effect_releases = $10, proposed_by = $11, approved_by = $12, decided_at = $13,
    hasty = $14, version = $15
WHERE id = $1
