-- How each rule's verdicts turned out, and what became of their lines afterwards by the ledger's own outcomes.
SELECT spoken.kind, spoken.subject, count(*) AS decided, count(*) FILTER (WHERE spoken.bad) AS right_count,
    count(after.bad) AS outcomes, count(*) FILTER (WHERE after.bad) AS went_bad
FROM label AS spoken
LEFT JOIN LATERAL (
    SELECT bool_or(outcome.bad) AS bad
    FROM label AS outcome
    WHERE outcome.kind = 'outcome' AND outcome.line_id = spoken.line_id AND outcome.on_date >= spoken.on_date
) AS after ON true
WHERE spoken.kind <> 'outcome'
GROUP BY spoken.kind, spoken.subject
ORDER BY spoken.kind, spoken.subject
