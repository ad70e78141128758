SELECT kind, subject, count(*) AS decided, count(*) FILTER (WHERE bad) AS right_count
FROM label
WHERE kind <> 'outcome'
GROUP BY kind, subject
ORDER BY kind, subject
