-- Proposals, newest first, each with what became of it; one of them if `id` is given.
SELECT p.*, s.kind AS settled, s.by_whom AS settled_by, s.at AS settled_at, s.words AS settled_words,
    w.by_whom AS waived_by, w.words AS waiver
FROM proposal AS p
LEFT JOIN proposal_event AS s ON s.proposal_id = p.id AND s.kind IN ('released', 'rejected')
LEFT JOIN proposal_event AS w ON w.proposal_id = p.id AND w.kind = 'waived'
WHERE %(id)s::text IS NULL OR p.id = %(id)s
ORDER BY p.proposed_at DESC, p.id
