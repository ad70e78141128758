SELECT line_id, count(key) AS events FROM event WHERE line_id = ANY(%(line_ids)s) GROUP BY line_id
