-- What an appeal's outcome says of the rule that was appealed against: the first reason of the decision, or, where it was
-- no decision, what the appeal names.
INSERT INTO label (line_id, kind, subject, bad, on_date, provenance, actor, booked_at)
SELECT
    $2,
    'appeal',
    coalesce((SELECT record::jsonb -> 'reasons' -> 0 ->> 'code' FROM decision WHERE id = $1), $1),
    $3::text = 'right',
    ($5::timestamptz AT TIME ZONE line.zone)::date,
    jsonb_build_object('appeal', $4::text, 'against', $1::text, 'label', $3::text),
    $6,
    $5
FROM line WHERE line.id = $2
ON CONFLICT (line_id, kind, subject, on_date) DO NOTHING
