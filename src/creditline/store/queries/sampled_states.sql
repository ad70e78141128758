-- Lines that have a state, in an order that changes with the seed; all of them without a limit.
SELECT line.id, line.version, state.version AS state_version, state.packed
FROM feature_state AS state
JOIN line ON line.id = state.line_id
ORDER BY md5(line.id || %(seed)s)
LIMIT %(limit)s
