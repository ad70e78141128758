-- Marks the lines of customers that something bounds, so that the writer looks what does; NULL: those of everybody.
UPDATE line SET constrained = true
FROM customer LEFT JOIN customer_group ON customer_group.id = customer.group_id
WHERE line.customer_id = customer.id AND NOT line.constrained
  AND (%(customer_ids)s::text[] IS NULL OR customer.id = ANY(%(customer_ids)s))
  AND (
      customer.limit_minor IS NOT NULL OR customer_group.limit_minor IS NOT NULL
      OR EXISTS (SELECT FROM lender_figure WHERE name = 'micro_lender_net_assets')
  )
