SELECT * FROM flag WHERE line_id = ANY($1::text[]) AND state = 'open' ORDER BY id
