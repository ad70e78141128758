-- Days on which something counts that was booked later are closed anew.
UPDATE closing SET closed_on = least(closing.closed_on, touched.day)
FROM (SELECT line_id, day::date FROM unnest($1::text[], $2::text[]) AS t (line_id, day)) AS touched
WHERE closing.line_id = touched.line_id AND closing.closed_on > touched.day
