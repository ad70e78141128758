SELECT * FROM staff ORDER BY login
