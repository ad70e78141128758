-- What an event says was moved is what its entries move, between the line and the lender.
WITH moved AS (
    SELECT
        line_id,
        version,
        sum(amount_minor) FILTER (WHERE account = 'settlement') AS settlement_minor,
        sum(amount_minor) FILTER (WHERE account = 'fee_income') AS fee_income_minor,
        sum(amount_minor) FILTER (WHERE account = 'interest_income') AS interest_income_minor,
        sum(amount_minor) FILTER (WHERE account = 'charge_off_loss') AS charge_off_loss_minor
    FROM entry
    GROUP BY line_id, version
)
SELECT event.line_id, event.version
FROM event
LEFT JOIN moved ON moved.line_id = event.line_id AND moved.version = event.version
WHERE event.outcome = 'accepted' AND event.kind <> 'rewound' AND (
    coalesce(moved.settlement_minor, 0) <> CASE
        WHEN event.kind IN ('draw', 'hold_captured', 'payout') THEN -event.amount_minor
        WHEN event.kind IN ('repayment', 'merchant_refund') THEN event.amount_minor
        ELSE 0
    END
    OR coalesce(moved.fee_income_minor, 0) <> CASE event.kind WHEN 'fee_charged' THEN -event.amount_minor ELSE 0 END
    OR coalesce(moved.interest_income_minor, 0)
        <> CASE event.kind WHEN 'interest_accrued' THEN -event.amount_minor ELSE 0 END
    OR coalesce(moved.charge_off_loss_minor, 0) <> CASE event.kind WHEN 'charged_off' THEN event.amount_minor ELSE 0 END
)
