-- Lines by the tenth of their limit that is drawn: 0 for nothing, 1 for up to a tenth, 10 for the last tenth, 11 for more.
SELECT currency, tenth::text AS label, count(*) AS lines, sum(limit_minor)::bigint AS limit_minor,
    sum(principal_minor)::bigint AS drawn_minor
FROM (
    SELECT currency, limit_minor, principal_minor,
        CASE WHEN principal_minor = 0 THEN 0
            WHEN principal_minor > coalesce(limit_minor, 0) THEN 11
            ELSE ceil(principal_minor * 10.0 / limit_minor)::integer END AS tenth
    FROM line
    WHERE status <> 'closed' AND limit_minor IS NOT NULL
) AS used
GROUP BY currency, tenth
ORDER BY currency, tenth
