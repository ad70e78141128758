-- A reversal moves the whole amount of its original back, between the line and the lender.
WITH undone AS (
    SELECT reversal.line_id, reversal.version, entry.account, entry.amount_minor
    FROM event AS reversal
    JOIN entry ON entry.line_id = reversal.line_id AND entry.version IN (reversal.version, reversal.refers_to)
    WHERE reversal.kind = 'reversal' AND reversal.outcome = 'accepted'
), difference AS (
    SELECT
        line_id,
        version,
        sum(amount_minor) FILTER (WHERE account = 'settlement') AS settlement_minor,
        sum(amount_minor) FILTER (WHERE account = 'fee_income') AS fee_income_minor
    FROM undone
    GROUP BY line_id, version
)
SELECT reversal.line_id, reversal.version
FROM event AS reversal
JOIN event AS original ON original.line_id = reversal.line_id AND original.version = reversal.refers_to
LEFT JOIN difference ON difference.line_id = reversal.line_id AND difference.version = reversal.version
WHERE reversal.kind = 'reversal' AND reversal.outcome = 'accepted' AND (
    reversal.amount_minor <> original.amount_minor
    OR difference.settlement_minor <> 0
    OR difference.fee_income_minor <> 0
)
