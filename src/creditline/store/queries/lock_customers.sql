-- After the lines, in the order of their ids: docs/adr/0018-lines-before-customers.md
SELECT id FROM customer WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE
