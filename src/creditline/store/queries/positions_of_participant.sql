SELECT funding_position.line_id, funding_position.principal_minor, line.agreement_id
FROM funding_position JOIN line ON line.id = funding_position.line_id
WHERE participant_id = %(participant_id)s AND funding_position.principal_minor > 0 AND funding_position.line_id > %(after)s
ORDER BY funding_position.line_id
LIMIT %(limit)s
