SELECT entry.line_id, entry.version, account, amount_minor, previous_minor, current_minor
FROM unnest($1::text[], $2::integer[]) AS wanted (line_id, version)
JOIN entry ON entry.line_id = wanted.line_id AND entry.version >= wanted.version
ORDER BY entry.line_id, entry.version, leg
