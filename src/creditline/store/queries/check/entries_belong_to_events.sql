-- Every entry belongs to an event.
SELECT DISTINCT entry.line_id, entry.version
FROM entry
WHERE NOT EXISTS (SELECT FROM event WHERE event.line_id = entry.line_id AND event.version = entry.version)
