SELECT min(scored_on) AS first, max(scored_on) AS last FROM score WHERE card_id = %(card_id)s
