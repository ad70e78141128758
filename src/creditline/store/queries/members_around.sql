-- These customers, and everybody in their groups.
SELECT id, group_id FROM customer
WHERE id = ANY(%(customer_ids)s) OR group_id IN (SELECT group_id FROM customer WHERE id = ANY(%(customer_ids)s))
ORDER BY id
