UPDATE hold SET state = resolved.state
FROM unnest(%s::text[], %s::integer[], %s::text[]) AS resolved (line_id, placed_by, state)
WHERE hold.line_id = resolved.line_id AND hold.placed_by = resolved.placed_by
