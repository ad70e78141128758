-- Rewound history leaves the line, and each account of the book, as the event it goes back to had left them; what is
-- booked anew replays an earlier event of the same kind.
SELECT event.line_id, event.version
FROM event
LEFT JOIN event AS base ON base.line_id = event.line_id AND base.version = event.refers_to
WHERE event.kind = 'rewound' AND (
    base.version IS NULL OR base.version >= event.version
    OR (
        event.status, event.limit_minor, event.principal_minor, event.interest_minor, event.fees_minor,
        event.credit_minor, event.accrual_residue, event.accrued_on, event.servicing
    ) IS DISTINCT FROM (
        base.status, base.limit_minor, base.principal_minor, base.interest_minor, base.fees_minor,
        base.credit_minor, base.accrual_residue, base.accrued_on, base.servicing
    )
)
UNION
SELECT event.line_id, event.version
FROM event
JOIN entry ON entry.line_id = event.line_id AND entry.version > event.refers_to AND entry.version <= event.version
WHERE event.kind = 'rewound'
GROUP BY event.line_id, event.version, entry.account
HAVING sum(entry.amount_minor) <> 0
UNION
SELECT again.line_id, again.version
FROM event AS again
LEFT JOIN event AS original ON original.line_id = again.line_id AND original.version = again.replays
WHERE again.replays IS NOT NULL
  AND (original.kind IS DISTINCT FROM again.kind OR again.replays >= again.version OR again.key IS NOT NULL)
