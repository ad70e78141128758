-- Lines on which time brings something by \`now_at\`: interest to accrue, or a hold to expire.
SELECT id FROM line
WHERE id > %(after)s AND (
    (principal_minor > 0 AND rate_bps > 0 AND accrued_on < (%(now_at)s AT TIME ZONE zone)::date)
    OR held_minor > 0
)
ORDER BY id
LIMIT %(limit)s
