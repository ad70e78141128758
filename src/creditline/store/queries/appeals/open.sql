-- Those that a deadline may have come to, with the reminders they had.
SELECT appeal.*, line.zone,
    ARRAY(
        SELECT detail FROM appeal_event WHERE appeal_event.appeal_id = appeal.id AND appeal_event.kind = 'reminded'
    ) AS reminded
FROM appeal JOIN line ON line.id = appeal.line_id
WHERE appeal.state IN ('filed', 'assigned', 'needs_more', 'proposed') AND appeal.id > %(after)s
ORDER BY appeal.id
LIMIT %(limit)s
