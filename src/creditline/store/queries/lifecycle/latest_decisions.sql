-- The latest decision on each line that a policy decides, by line.
SELECT DISTINCT ON (d.line_id) d.line_id, d.record FROM decision AS d
JOIN profile AS p ON p.line_id = d.line_id
WHERE p.policy_id = %(policy_id)s AND d.line_id > %(after)s
ORDER BY d.line_id, d.decided_at DESC, d.version DESC
LIMIT %(limit)s
