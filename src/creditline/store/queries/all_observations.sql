SELECT * FROM ({observations}) AS seen ORDER BY line_id, day, seq
