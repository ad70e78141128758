SELECT event.*, line.name, line.currency, line.rate_bps, line.day_count, line.zone, line.opened_on, line.expires_on,
    line.product_id, line.product_from
FROM unnest($1::text[], $2::integer[]) AS wanted (line_id, version)
JOIN event USING (line_id, version)
JOIN line ON line.id = event.line_id
