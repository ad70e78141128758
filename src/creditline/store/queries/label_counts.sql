SELECT kind, count(*) AS labels, count(*) FILTER (WHERE bad) AS bad FROM label GROUP BY kind ORDER BY kind
