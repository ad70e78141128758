SELECT concat_ws(E'\t', version, encode(packed, 'hex'), line_id) FROM feature_state WHERE line_id = ANY($1::text[])
