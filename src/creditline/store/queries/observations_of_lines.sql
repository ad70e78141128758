SELECT * FROM ({observations}) AS seen
WHERE line_id = ANY({line_ids}::text[]) AND gone_day IS NULL
ORDER BY line_id, day, seq
