-- How many rows an invariant's query in `check/` finds, and the first of them by name: a line, a key, a currency, or
-- an event ("evt_", the line's id without its prefix, the version).
SELECT
    count(*) OVER () AS offenders,
    CASE
        WHEN version IS NULL THEN subject
        ELSE 'evt_' || regexp_replace(subject, '^line_', '') || '_' || version
    END AS name
FROM (
{invariant}
) AS offender (subject, version)
ORDER BY subject, version
LIMIT {examples}
