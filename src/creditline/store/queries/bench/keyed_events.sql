-- All that was asked for and is written down: what time brings by itself has another kind.
SELECT key, line_id, version, kind, outcome, amount_minor
FROM event
WHERE kind IN ('draw', 'repayment')
