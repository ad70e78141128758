SELECT DISTINCT ON (name) name, bps
FROM monitor_threshold
WHERE valid_from <= %(on_date)s
ORDER BY name, valid_from DESC
