-- Newest first, from just below `before`.
SELECT event.*, line.name, line.currency, line.rate_bps, line.day_count, line.zone, line.opened_on, line.expires_on,
    line.product_id, line.product_from
FROM event JOIN line ON line.id = event.line_id
WHERE event.line_id = %(line_id)s AND (%(before)s::integer IS NULL OR event.version < %(before)s)
ORDER BY event.version DESC
LIMIT %(limit)s
