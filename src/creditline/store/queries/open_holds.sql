SELECT line_id, placed_by, amount_minor, expires_at FROM hold
WHERE line_id = ANY($1::text[]) AND state = 'open' ORDER BY line_id, placed_by
