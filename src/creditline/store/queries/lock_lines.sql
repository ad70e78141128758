-- Rows are locked in the order of their ids, so that two writers can never wait for each other.
SELECT * FROM line WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE
