SELECT id, customer_id, agreement_id FROM line WHERE id = ANY($1::text[]) AND constrained
