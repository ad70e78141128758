-- Settles once: nothing is inserted where the proposal was settled, or waived, before.
INSERT INTO proposal_event (proposal_id, kind, by_whom, at, words)
VALUES (%(proposal_id)s, %(kind)s, %(by_whom)s, %(at)s, %(words)s)
ON CONFLICT DO NOTHING
RETURNING number
