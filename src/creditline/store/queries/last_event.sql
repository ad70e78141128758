-- The event after which the line stood as it did at `as_of`, as far as we knew at `known_at`.
SELECT event.*, line.name, line.currency, line.rate_bps, line.day_count, line.zone, line.opened_on, line.expires_on,
    line.product_id, line.product_from
FROM event JOIN line ON line.id = event.line_id
WHERE event.line_id = %(line_id)s
  AND (%(as_of)s::timestamptz IS NULL OR event.effective_at <= %(as_of)s)
  AND (%(known_at)s::timestamptz IS NULL OR event.booked_at <= %(known_at)s)
ORDER BY event.version DESC
LIMIT 1
