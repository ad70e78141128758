-- A day on the tape is the line as its last event of that day left it, among those booked when the day was closed.
SELECT DISTINCT day_tape.line_id, NULL::integer
FROM day_tape
JOIN line ON line.id = day_tape.line_id
LEFT JOIN LATERAL (
    SELECT event.*
    FROM event
    WHERE event.line_id = day_tape.line_id AND event.version <= day_tape.version
      AND (event.effective_at AT TIME ZONE line.zone)::date <= day_tape.day
    ORDER BY event.version DESC
    LIMIT 1
) AS last ON true
WHERE (
    day_tape.status, day_tape.limit_minor, day_tape.principal_minor, day_tape.fees_minor, day_tape.credit_minor,
    day_tape.held_minor, day_tape.unreleased_minor
) IS DISTINCT FROM (
    last.status, last.limit_minor, last.principal_minor, last.fees_minor, last.credit_minor,
    last.held_minor, coalesce((last.servicing ->> 'unreleased_minor')::bigint, 0)
)
OR day_tape.available_minor <> CASE
    WHEN day_tape.status <> 'open' OR day_tape.limit_minor IS NULL OR line.expires_on < day_tape.day THEN 0
    ELSE greatest(
        0, day_tape.limit_minor - day_tape.principal_minor - day_tape.held_minor - day_tape.unreleased_minor
    )
END
OR (day_tape.days_past_due > 0) <> (day_tape.bucket > 0)
OR day_tape.utilisation_bps IS DISTINCT FROM CASE
    WHEN day_tape.limit_minor > 0 THEN day_tape.principal_minor * 10000 / day_tape.limit_minor
END
