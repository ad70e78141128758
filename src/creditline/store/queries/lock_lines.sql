-- Rows are locked in the order of their ids, so that two writers can never wait for each other. A line comes as one text
-- that line_text.py reads: its state, then its id and its terms, which hold the only texts that may have a tab in them.
SELECT concat_ws(
    E'\t', status, coalesce(limit_minor::text, ''), principal_minor, interest_minor, fees_minor, credit_minor,
    held_minor, accrual_residue, accrued_on, moved_at, version, length(id),
    id || concat_ws(E'\t', currency, rate_bps, day_count, zone, opened_on, coalesce(expires_on::text, ''), name)
)
FROM line WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE
