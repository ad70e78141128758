INSERT INTO flag (id, line_id, version, kind, row_id, state, doubt_minor, hold_version, raised_at, deadline_at,
    reason_code, reason_en, reason_zh, closed_at, closed_by, words)
SELECT id, line_id, version::integer, kind, row_id, state, doubt_minor::bigint, hold_version::integer,
    raised_at::timestamptz, deadline_at::timestamptz, reason_code, reason_en, reason_zh, closed_at::timestamptz,
    closed_by, words
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
    AS made (id, line_id, version, kind, row_id, state, doubt_minor, hold_version, raised_at, deadline_at,
        reason_code, reason_en, reason_zh, closed_at, closed_by, words)
ON CONFLICT (id) DO UPDATE
SET state = excluded.state, closed_at = excluded.closed_at, closed_by = excluded.closed_by, words = excluded.words,
    hold_version = excluded.hold_version
