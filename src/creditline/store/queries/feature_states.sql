SELECT line_id, version, packed FROM feature_state WHERE line_id = ANY($1::text[])
