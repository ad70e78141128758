-- The best kind of match first: id, name, phone, pinyin, initials.
SELECT line.*, min(array_position(ARRAY['id', 'name', 'phone', 'pinyin', 'initials'], search_term.kind)) AS rank
FROM search_term JOIN line ON line.id = search_term.line_id
WHERE search_term.term LIKE %(prefix)s
GROUP BY line.id
ORDER BY rank, line.name, line.id
LIMIT %(limit)s
