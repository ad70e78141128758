-- A draw that is paid back in instalments has a schedule of exactly the principal it took.
SELECT event.line_id, event.version
FROM event
LEFT JOIN entry ON entry.line_id = event.line_id AND entry.version = event.version AND entry.account = 'principal'
LEFT JOIN LATERAL (
    SELECT sum((plan ->> 'drawn_minor')::bigint) AS drawn_minor
    FROM jsonb_array_elements(event.servicing -> 'plans') AS plan
    WHERE (plan ->> 'draw')::integer = coalesce(event.replays, event.version)
) AS planned ON true
WHERE event.kind = 'draw' AND event.outcome = 'accepted' AND event.detail ->> 'method' <> 'revolving'
  AND coalesce(planned.drawn_minor, 0) <> coalesce(entry.amount_minor, 0)
