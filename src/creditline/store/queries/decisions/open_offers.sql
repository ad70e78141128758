SELECT * FROM offer WHERE line_id = ANY($1::text[]) AND state = 'open' ORDER BY made_at
