SELECT event.*, line.name, line.currency, line.rate_bps, line.day_count, line.zone, line.opened_on, line.expires_on,
    line.product_id, line.product_from
FROM event JOIN line ON line.id = event.line_id
WHERE event.key = ANY($1::text[])
