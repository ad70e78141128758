INSERT INTO closing (line_id, closed_on)
SELECT * FROM unnest($1::text[], $2::date[])
ON CONFLICT (line_id) DO UPDATE SET closed_on = excluded.closed_on
