INSERT INTO notice (id, line_id, kind, subject, rules, due_on, language, channel, given_at, follows, content, sha256)
SELECT id, line_id, kind, subject, string_to_array(rules, ' '), due_on::date, language, channel, given_at::timestamptz, follows, content,
    sha256
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[]) AS new (id, line_id, kind, subject, rules, due_on, language,
    channel, given_at, follows, content, sha256)
ON CONFLICT (id) DO NOTHING
