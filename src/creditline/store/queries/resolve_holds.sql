UPDATE hold SET state = resolved.state
FROM unnest($1::text[], $2::integer[], $3::text[]) AS resolved (line_id, placed_by, state)
WHERE hold.line_id = resolved.line_id AND hold.placed_by = resolved.placed_by
