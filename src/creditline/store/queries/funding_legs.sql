SELECT line_id, version, participant_id, amount_minor FROM funding_leg WHERE line_id = ANY($1::text[])
