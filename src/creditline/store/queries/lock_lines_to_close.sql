-- Lines with a day to close, by id; what someone else has locked is skipped and found again later.
SELECT line.*, closing.closed_on
FROM line
LEFT JOIN closing ON closing.line_id = line.id
WHERE line.id > $3::text AND coalesce(closing.closed_on, line.opened_on - 1) < least(
    coalesce($1::date, 'infinity'), ($2::timestamptz AT TIME ZONE line.zone)::date - 1
)
ORDER BY line.id
LIMIT $4::integer
FOR UPDATE OF line SKIP LOCKED
