SELECT * FROM agreement_share WHERE agreement_id = ANY($1::text[]) ORDER BY agreement_id, priority, participant_id, valid_from
