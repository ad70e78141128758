-- Each profile as one text that store/subjects.py reads; only the line's id and the last text may have a tab in them.
SELECT concat_ws(
    E'\t', policy_id, coalesce(period_started_on::text, ''), coalesce(period_start_limit_minor::text, ''),
    coalesce(announced_limit_minor::text, ''), coalesce(announced_on::text, ''), coalesce(announced_from::text, ''),
    coalesce(announced_by, ''), coalesce(last_decision_id, ''), coalesce(last_key, ''), coalesce(review_pending_since::text, ''), facts,
    length(line_id), line_id || coalesce(review_pending_why, '')
)
FROM profile WHERE line_id = ANY($1::text[])
