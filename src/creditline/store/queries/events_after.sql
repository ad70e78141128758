-- Oldest first, from just above `after`: what a stream has missed.
SELECT event.*, line.name, line.currency, line.rate_bps, line.day_count, line.zone, line.opened_on, line.expires_on,
    line.product_id, line.product_from
FROM event JOIN line ON line.id = event.line_id
WHERE event.line_id = %(line_id)s AND event.version > %(after)s
ORDER BY event.version
LIMIT %(limit)s
