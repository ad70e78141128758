SELECT count(*) AS lines
FROM line
LEFT JOIN closing ON closing.line_id = line.id
WHERE coalesce(closing.closed_on, line.opened_on - 1) < least(
    coalesce(%(until)s::date, 'infinity'), (%(now_at)s::timestamptz AT TIME ZONE line.zone)::date - 1
)
