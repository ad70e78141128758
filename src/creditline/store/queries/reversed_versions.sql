SELECT line_id, refers_to
FROM event
WHERE line_id = ANY($1::text[]) AND refers_to = ANY($2::integer[]) AND kind IN ('reversal', 'repayment_returned') AND outcome = 'accepted'
