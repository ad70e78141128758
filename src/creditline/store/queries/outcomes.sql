-- For each line and day asked for: the first day after it on which the line was so many days past due; feature_sql
-- names the relations. Days on which the line was that late already are told apart.
WITH step AS (
    SELECT asked.line_id, asked.day AS at_day, seen.day, seen.overdue_since_day,
        coalesce(
            lead(seen.day) OVER (PARTITION BY asked.line_id, asked.day ORDER BY seen.day, seen.seq), {today}
        ) AS next_day
    FROM {asked} AS asked
    JOIN {observation} AS seen ON seen.line_id = asked.line_id AND seen.gone_day IS NULL
        AND seen.known_day <= {today}
    WHERE seen.kind NOT IN ({without_levels})
)
SELECT line_id, at_day,
    min(overdue_since_day + {past_due}) FILTER (
        WHERE overdue_since_day + {past_due} <= next_day AND overdue_since_day + {past_due} > at_day
    ) AS bad_day,
    coalesce(max(CASE WHEN overdue_since_day + {past_due} <= at_day AND day <= at_day AND next_day > at_day THEN 1 ELSE 0 END), 0)
        AS bad_already
FROM step
GROUP BY line_id, at_day
