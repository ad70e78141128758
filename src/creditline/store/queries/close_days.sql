INSERT INTO closing (line_id, closed_on)
SELECT line_id, day::date FROM unnest($1::text[], $2::text[]) AS closed (line_id, day)
ON CONFLICT (line_id) DO UPDATE SET closed_on = excluded.closed_on
