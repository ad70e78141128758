SELECT id, name FROM line
WHERE NOT EXISTS (SELECT FROM search_term WHERE search_term.line_id = line.id AND search_term.kind = 'id')
ORDER BY id
LIMIT %(limit)s
