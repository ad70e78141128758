INSERT INTO shadow_outcome (
    shadow_number, decision_id, line_id, trigger, repaid_in_full, before_minor, champion_minor, shadow_minor, why_not
) VALUES (
    %(shadow_number)s, %(decision_id)s, %(line_id)s, %(trigger)s, %(repaid_in_full)s, %(before_minor)s,
    %(champion_minor)s, %(shadow_minor)s, %(why_not)s
) ON CONFLICT DO NOTHING
