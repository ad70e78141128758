-- What each participant has in a line is the sum of its legs, and together they have the principal of the line.
WITH leg AS (
    SELECT line_id, participant_id, sum(amount_minor) AS minor FROM funding_leg GROUP BY line_id, participant_id
), wrong_position AS (
    SELECT line_id
    FROM leg
    FULL JOIN funding_position AS held USING (line_id, participant_id)
    WHERE coalesce(leg.minor, 0) <> coalesce(held.principal_minor, 0)
), wrong_line AS (
    SELECT line.id
    FROM line
    LEFT JOIN funding_position AS held ON held.line_id = line.id
    WHERE line.agreement_id IS NOT NULL
    GROUP BY line.id, line.principal_minor
    HAVING coalesce(sum(held.principal_minor), 0) <> line.principal_minor
)
SELECT line_id, NULL::integer FROM wrong_position
UNION
SELECT id, NULL::integer FROM wrong_line
