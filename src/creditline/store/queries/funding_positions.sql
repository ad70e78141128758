SELECT line_id, participant_id, principal_minor FROM funding_position WHERE line_id = ANY($1::text[])
