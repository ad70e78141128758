INSERT INTO score (line_id, version, card_id, role, scored_on, points, pd_ppm, feature_values, booked_at)
SELECT * FROM unnest(
    $1::text[], $2::integer[], $3::text[], $4::text[], $5::date[], $6::integer[], $7::integer[], $8::jsonb[],
    $9::timestamptz[]
)
ON CONFLICT (line_id, version, card_id) DO NOTHING
