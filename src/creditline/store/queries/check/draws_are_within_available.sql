-- No accepted draw or hold exceeded what the line could give just before it, unless it was forced.
SELECT event.line_id, event.version
FROM event
JOIN line ON line.id = event.line_id
LEFT JOIN event AS previous ON previous.line_id = event.line_id AND previous.version = event.version - 1
WHERE event.kind IN ('draw', 'hold_placed') AND event.outcome = 'accepted' AND NOT event.forced
  AND NOT coalesce(
      previous.status = 'open'
      AND event.amount_minor <= previous.limit_minor - previous.principal_minor - previous.held_minor
          - coalesce((previous.servicing ->> 'unreleased_minor')::bigint, 0)
      AND (line.expires_on IS NULL OR line.expires_on >= (event.effective_at AT TIME ZONE line.zone)::date),
      false
  )
