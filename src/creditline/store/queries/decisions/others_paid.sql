-- For which lines an account paid since $2, and when.
SELECT payer.account, payer.line_id, event.booked_at
FROM payer
JOIN event ON event.line_id = payer.line_id AND event.version = payer.version
WHERE payer.account = ANY($1::text[]) AND event.booked_at > $2::timestamptz
