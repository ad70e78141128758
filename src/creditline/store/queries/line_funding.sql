SELECT line.agreement_id, funding_position.participant_id, funding_position.principal_minor
FROM line LEFT JOIN funding_position ON funding_position.line_id = line.id AND funding_position.principal_minor > 0
WHERE line.id = %(line_id)s
ORDER BY funding_position.participant_id
