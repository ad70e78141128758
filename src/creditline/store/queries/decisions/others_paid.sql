-- For how many lines an account paid within the last day.
SELECT payer.account, array_agg(DISTINCT payer.line_id) AS lines
FROM payer
JOIN event ON event.line_id = payer.line_id AND event.version = payer.version
WHERE payer.account = ANY($1::text[]) AND event.booked_at > $2::timestamptz - interval '1 day'
GROUP BY payer.account
