-- Nothing takes effect before what happened earlier on its line, accruals aside, unless history was rewound.
SELECT event.line_id, event.version
FROM event
LEFT JOIN event AS previous ON previous.line_id = event.line_id AND previous.version = event.version - 1
WHERE (event.effective_at < previous.moved_at AND event.kind <> 'rewound')
   OR event.moved_at <> CASE
       WHEN event.outcome = 'accepted' AND event.kind <> 'interest_accrued' THEN event.effective_at
       ELSE previous.moved_at
   END
