-- What a participant has in all lines is the sum of its legs, and so is, beside a partner, the lender's own money in
-- the lines that the partner's agreements fund.
WITH leg AS (
    SELECT participant_id, sum(amount_minor) AS minor FROM funding_leg GROUP BY participant_id
), named AS (
    SELECT DISTINCT line.id AS line_id, agreement_share.participant_id
    FROM line
    JOIN agreement_share ON agreement_share.agreement_id = line.agreement_id
), beside AS (
    SELECT named.participant_id, sum(funding_leg.amount_minor) AS minor
    FROM named
    JOIN funding_leg ON funding_leg.line_id = named.line_id
    JOIN participant AS lender ON lender.id = funding_leg.participant_id AND lender.own
    GROUP BY named.participant_id
)
SELECT participant.id, NULL::integer
FROM participant
LEFT JOIN leg ON leg.participant_id = participant.id
LEFT JOIN beside ON beside.participant_id = participant.id
WHERE participant.exposure_minor <> coalesce(leg.minor, 0)
   OR participant.beside_minor <> CASE WHEN participant.own THEN 0 ELSE coalesce(beside.minor, 0) END
