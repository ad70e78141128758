SELECT content FROM lender_identity ORDER BY number DESC LIMIT 1
