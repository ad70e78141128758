SELECT count(*) AS lines FROM line
WHERE (principal_minor > 0 AND rate_bps > 0 AND accrued_on < (%(now_at)s AT TIME ZONE zone)::date) OR held_minor > 0
