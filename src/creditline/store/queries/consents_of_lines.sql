SELECT line.id AS line_id, consent.id, purpose, given_at, withdrawn_at
FROM line LEFT JOIN consent ON consent.customer_id = line.customer_id
WHERE line.id = ANY($1::text[]) AND line.customer_id IS NOT NULL
