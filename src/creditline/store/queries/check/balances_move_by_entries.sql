-- From each event to the next, the balances move by exactly the entries of the event.
WITH moved AS (
    SELECT
        line_id,
        version,
        sum(amount_minor) FILTER (WHERE account = 'principal') AS principal_minor,
        sum(amount_minor) FILTER (WHERE account = 'interest') AS interest_minor,
        sum(amount_minor) FILTER (WHERE account = 'fees') AS fees_minor,
        -sum(amount_minor) FILTER (WHERE account = 'credit') AS credit_minor
    FROM entry
    WHERE account IN ('principal', 'interest', 'fees', 'credit')
    GROUP BY line_id, version
)
SELECT event.line_id, event.version
FROM event
LEFT JOIN event AS previous ON previous.line_id = event.line_id AND previous.version = event.version - 1
LEFT JOIN moved ON moved.line_id = event.line_id AND moved.version = event.version
WHERE event.principal_minor - coalesce(previous.principal_minor, 0) <> coalesce(moved.principal_minor, 0)
   OR event.interest_minor - coalesce(previous.interest_minor, 0) <> coalesce(moved.interest_minor, 0)
   OR event.fees_minor - coalesce(previous.fees_minor, 0) <> coalesce(moved.fees_minor, 0)
   OR event.credit_minor - coalesce(previous.credit_minor, 0) <> coalesce(moved.credit_minor, 0)
