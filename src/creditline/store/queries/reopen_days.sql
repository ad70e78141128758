-- Days on which something counts that was booked later are closed anew.
UPDATE closing SET closed_on = least(closing.closed_on, touched.day)
FROM unnest($1::text[], $2::date[]) AS touched (line_id, day)
WHERE closing.line_id = touched.line_id AND closing.closed_on > touched.day
