-- The holds of a line that were open just after the event numbered `version`.
SELECT hold.line_id, placed_by, amount_minor, expires_at FROM hold
WHERE line_id = %(line_id)s AND placed_by <= %(version)s AND NOT EXISTS (
    SELECT FROM event
    WHERE event.line_id = hold.line_id AND event.refers_to = hold.placed_by AND event.version <= %(version)s
      AND event.outcome = 'accepted' AND event.kind IN ('hold_captured', 'hold_voided', 'hold_expired')
)
ORDER BY placed_by
