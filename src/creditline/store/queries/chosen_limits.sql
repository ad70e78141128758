SELECT line_id, amount_minor, chosen_at FROM chosen_limit WHERE line_id = ANY($1::text[]) ORDER BY id
