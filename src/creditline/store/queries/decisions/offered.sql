SELECT DISTINCT line_id FROM offer WHERE line_id = ANY($1::text[]) AND state = 'open'
