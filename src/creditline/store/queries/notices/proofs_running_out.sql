-- Lines whose proof of income turns within a reminder's days, and that were not reminded yet. A proof that is renewed is
-- another, so its day is in the subject.
SELECT profile.line_id, due.turn, named.subject
FROM profile
JOIN unnest(%(turns)s::int[], %(days)s::int[], %(first)s::date[], %(last)s::date[]) AS due (turn, days, first, last)
    ON (profile.facts::jsonb -> 'income_verified_on' ->> 'date')::date BETWEEN due.first AND due.last
CROSS JOIN LATERAL (
    SELECT concat_ws('_', 'proof', substr(profile.line_id, 6),
        replace(profile.facts::jsonb -> 'income_verified_on' ->> 'date', '-', ''), due.turn, due.days) AS subject
) AS named
WHERE profile.policy_id = %(policy_id)s AND profile.facts LIKE '%%"income_verified_on"%%'
    AND NOT EXISTS (SELECT FROM notice WHERE notice.id = 'ntc_' || named.subject)
ORDER BY profile.line_id, due.turn
