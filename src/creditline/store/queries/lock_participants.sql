-- The last rows a group locks. Their running totals make a cap hold over all lines (docs/adr/0017).
SELECT * FROM participant WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE
