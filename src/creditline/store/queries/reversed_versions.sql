SELECT line_id, refers_to
FROM event
WHERE line_id = ANY(%(line_ids)s) AND refers_to = ANY(%(versions)s) AND kind = 'reversal' AND outcome = 'accepted'
