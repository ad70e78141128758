-- Whatever moved between a participant and its lines in a period, in the order it was booked.
SELECT
    funding_leg.number, event.booked_at, event.effective_at, funding_leg.line_id, funding_leg.version, event.kind,
    funding_leg.flow, line.currency, funding_leg.amount_minor, funding_leg.current_minor AS line_minor,
    funding_leg.exposure_minor
FROM funding_leg
JOIN event USING (line_id, version)
JOIN line ON line.id = funding_leg.line_id
WHERE participant_id = %(participant_id)s AND funding_leg.number > %(after)s
  AND event.booked_at >= %(from_at)s AND event.booked_at < %(to_at)s
ORDER BY funding_leg.number
LIMIT %(limit)s
