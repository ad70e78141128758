INSERT INTO profile (line_id, policy_id, facts)
SELECT line_id, %(policy_id)s, %(facts)s FROM unnest(%(line_ids)s::text[]) AS wanted (line_id)
