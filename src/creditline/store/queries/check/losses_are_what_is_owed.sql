-- What was given up of a line, less what was recovered, is what is still owed on it; of others nothing was given up.
SELECT line.id, NULL::integer
FROM line
LEFT JOIN (
    SELECT line_id, sum(amount_minor) AS minor FROM entry WHERE account = 'charged_off' GROUP BY line_id
) AS given_up ON given_up.line_id = line.id
WHERE coalesce(given_up.minor, 0) <> CASE
    WHEN line.status IN ('charged_off', 'settled') THEN -(line.principal_minor + line.interest_minor + line.fees_minor)
    ELSE 0
END
