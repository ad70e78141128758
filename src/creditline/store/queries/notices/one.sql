SELECT notice.*, line.name AS line_name, line.zone
FROM notice JOIN line ON line.id = notice.line_id
WHERE notice.id = %(id)s
