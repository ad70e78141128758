-- A page of lines, each with its packed state if it has one.
SELECT line.id, line.version, state.version AS state_version, state.packed
FROM line
LEFT JOIN feature_state AS state ON state.line_id = line.id
WHERE line.id > %(after)s
ORDER BY line.id
LIMIT %(limit)s
