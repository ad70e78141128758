-- What was attested of a line is what its events tell of it, fact by fact and in their order.
WITH told AS (
    SELECT event.line_id, event.version, event.booked_at, event.actor, fact.said,
        row_number() OVER (PARTITION BY event.line_id ORDER BY event.version, fact.place) AS place
    FROM event
    CROSS JOIN LATERAL jsonb_array_elements(event.detail -> 'facts') WITH ORDINALITY AS fact (said, place)
    WHERE event.kind = 'facts_attested' AND event.replays IS NULL
),
kept AS (
    SELECT attested_fact.*, row_number() OVER (PARTITION BY line_id ORDER BY number) AS place FROM attested_fact
)
SELECT DISTINCT coalesce(told.line_id, kept.line_id), NULL::integer
FROM told
FULL JOIN kept ON kept.line_id = told.line_id AND kept.place = told.place
WHERE (
    kept.kind, kept.amount_minor, kept.part_minor, kept.on_date, kept.until_date, kept.source, kept.consent,
    kept.actor, kept.booked_at
) IS DISTINCT FROM (
    told.said ->> 'kind', coalesce(told.said ->> 'amount_minor', told.said ->> 'count')::bigint,
    coalesce(told.said ->> 'part_minor', '0')::bigint, (told.said ->> 'on')::date, (told.said ->> 'until')::date,
    told.said ->> 'source', told.said ->> 'consent', told.actor, told.booked_at
)
