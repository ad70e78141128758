-- Shadows, newest first, with what they came to; repaid: decisions that a full repayment triggered.
SELECT s.*, count(o.decision_id) AS decisions,
    count(*) FILTER (WHERE o.shadow_minor > o.champion_minor) AS higher,
    count(*) FILTER (WHERE o.shadow_minor < o.champion_minor) AS lower,
    count(*) FILTER (WHERE o.why_not IS NOT NULL) AS undecided,
    count(*) FILTER (WHERE o.repaid_in_full) AS repaid,
    count(*) FILTER (WHERE o.repaid_in_full AND o.shadow_minor < o.before_minor) AS repaid_lowered,
    count(*) FILTER (WHERE o.repaid_in_full AND o.champion_minor < o.before_minor) AS champion_repaid_lowered,
    coalesce(sum(o.shadow_minor - o.champion_minor), 0)::bigint AS difference_minor
FROM shadow AS s
LEFT JOIN shadow_outcome AS o ON o.shadow_number = s.number
WHERE %(number)s::bigint IS NULL OR s.number = %(number)s
GROUP BY s.number
ORDER BY s.number DESC
