-- Each event is reversed at most once, by a later event, and only if it was accepted and moved money.
WITH reversal AS (
    SELECT line_id, refers_to, count(*) AS times, min(version) AS version
    FROM event
    WHERE kind IN ('reversal', 'repayment_returned') AND outcome = 'accepted'
    GROUP BY line_id, refers_to
)
SELECT reversal.line_id, reversal.refers_to
FROM reversal
LEFT JOIN event AS original ON original.line_id = reversal.line_id AND original.version = reversal.refers_to
WHERE reversal.times > 1
   OR reversal.version <= reversal.refers_to
   OR original.outcome IS DISTINCT FROM 'accepted'
   OR original.kind NOT IN ('draw', 'hold_captured', 'repayment', 'merchant_refund', 'payout', 'fee_charged')
