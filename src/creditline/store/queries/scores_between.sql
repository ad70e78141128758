SELECT line_id, scored_on, points, pd_ppm, feature_values
FROM score
WHERE card_id = %(card_id)s AND scored_on BETWEEN %(first)s AND %(last)s
ORDER BY scored_on, line_id, version
