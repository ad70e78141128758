-- Rows are locked in the order of their ids, so that two writers can never wait for each other. A line comes as one text
-- that line_text.py reads: what else has to be read for it, its state, then its id and its terms, which hold the only
-- texts that may have a tab in them.
SELECT concat_ws(
    E'\t', CASE WHEN constrained THEN 'c' ELSE '-' END || CASE WHEN profile.line_id IS NULL THEN '-' ELSE 'd' END,
    status, coalesce(limit_minor::text, ''), principal_minor, interest_minor, fees_minor, credit_minor, held_minor,
    accrual_residue, accrued_on, moved_at, version, coalesce(servicing::text, ''), length(id),
    id || concat_ws(
        E'\t', currency, rate_bps, day_count, zone, opened_on, coalesce(expires_on::text, ''),
        coalesce(product_id, ''), coalesce(product_from::text, ''), name
    )
)
FROM line LEFT JOIN profile ON profile.line_id = line.id
WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE OF line
