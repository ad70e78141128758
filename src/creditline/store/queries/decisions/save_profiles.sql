UPDATE profile AS p
SET facts = new.facts, period_started_on = new.period_started_on::date,
    period_start_limit_minor = new.period_start_limit_minor::bigint,
    announced_limit_minor = new.announced_limit_minor::bigint, announced_on = new.announced_on::date,
    announced_from = new.announced_from::date, last_decision_id = new.last_decision_id, last_key = new.last_key,
    review_pending_since = new.review_pending_since::timestamptz, review_pending_why = new.review_pending_why,
    announced_by = new.announced_by
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[]) AS new (line_id, facts, period_started_on, period_start_limit_minor,
    announced_limit_minor, announced_on, announced_from, last_decision_id, last_key, review_pending_since,
    review_pending_why, announced_by)
WHERE p.line_id = new.line_id
