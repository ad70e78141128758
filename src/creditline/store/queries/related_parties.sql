SELECT customer_id, related_id, relation, since FROM related_party
WHERE customer_id = ANY(%(customer_ids)s) OR related_id = ANY(%(customer_ids)s)
ORDER BY since, customer_id, related_id, relation
