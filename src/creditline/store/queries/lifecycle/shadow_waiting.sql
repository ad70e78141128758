-- Decisions that a running shadow has not looked at, in the order in which they were made.
SELECT d.id, d.decided_at, d.record FROM decision AS d
JOIN profile AS p ON p.line_id = d.line_id
WHERE p.policy_id = %(policy_id)s AND (d.decided_at, d.id) > (%(seen_at)s, %(seen_id)s)
ORDER BY d.decided_at, d.id
LIMIT %(limit)s
