-- The available credit each event records is max(0, ceiling − principal − holds − what is not released yet), and 0
-- unless the line is open, has a limit and is in term; the ceiling is the limit, or what bounded the line below it.
SELECT event.line_id, event.version
FROM event
JOIN line ON line.id = event.line_id
WHERE event.available_minor <> CASE
    WHEN event.status <> 'open' OR event.limit_minor IS NULL THEN 0
    WHEN line.expires_on < (event.effective_at AT TIME ZONE line.zone)::date THEN 0
    ELSE greatest(
        0,
        least(event.limit_minor, event.ceiling_minor) - event.principal_minor - event.held_minor
            - coalesce((event.servicing ->> 'unreleased_minor')::bigint, 0)
    )
END
