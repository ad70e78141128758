-- Every feature of the catalogue for each line and day asked for; feature_sql.py fills it in.
WITH moment AS (
    SELECT seen.*, asked.day AS at_day
    FROM {asked} AS asked
    JOIN {observation} AS seen ON seen.line_id = asked.line_id
        AND seen.day <= asked.day AND seen.known_day <= asked.day
        AND (seen.gone_day IS NULL OR seen.gone_day > asked.day)
),
step AS (  -- an event and the day of the next one, by which its levels end
    SELECT line_id, at_day, day, drawn_minor, limit_minor, overdue_since_day,
        {utilisation} AS utilisation,
        CASE WHEN overdue_since_day IS NULL THEN 0 ELSE 1 END AS overdue,
        lead(day) OVER (PARTITION BY line_id, at_day ORDER BY day, seq) AS next_day,
        coalesce(lead(day) OVER (PARTITION BY line_id, at_day ORDER BY day, seq), at_day + 1) AS end_day
    FROM moment
    WHERE kind NOT IN ({without_levels})
),
attested AS (
    SELECT line_id, at_day, kind, day, amount_minor, until_day,
        row_number() OVER (PARTITION BY line_id, at_day, kind ORDER BY day DESC, seq DESC) AS place
    FROM moment
    WHERE kind IN ({attested})
),
summed AS (
    SELECT line_id, at_day,
        {summed}
    FROM moment GROUP BY line_id, at_day
),
levelled AS (
    SELECT line_id, at_day,
        {levelled}
    FROM step GROUP BY line_id, at_day
),
latest AS (
    SELECT line_id, at_day,
        {latest}
    FROM attested WHERE place = 1 GROUP BY line_id, at_day
)
SELECT line_id, at_day,
    {values}
FROM summed
LEFT JOIN levelled USING (line_id, at_day)
LEFT JOIN latest USING (line_id, at_day)
