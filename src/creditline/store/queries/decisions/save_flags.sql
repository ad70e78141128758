INSERT INTO flag (id, line_id, version, kind, row_id, state, doubt_minor, hold_version, raised_at, deadline_at,
    reason_code, reason_en, reason_zh, closed_at, closed_by, words)
SELECT * FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::bigint[],
    $8::integer[], $9::timestamptz[], $10::timestamptz[], $11::text[], $12::text[], $13::text[], $14::timestamptz[],
    $15::text[], $16::text[])
ON CONFLICT (id) DO UPDATE
SET state = excluded.state, closed_at = excluded.closed_at, closed_by = excluded.closed_by, words = excluded.words,
    hold_version = excluded.hold_version
