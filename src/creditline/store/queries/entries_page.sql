SELECT entry.*, event.effective_at, event.booked_at
FROM entry JOIN event USING (line_id, version)
WHERE entry.line_id = %(line_id)s AND (entry.version, entry.leg) > (%(version)s::integer, %(leg)s::smallint)
ORDER BY entry.version, entry.leg
LIMIT %(limit)s
