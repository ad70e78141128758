VACUUM ANALYZE line, event, entry, closing, day_tape
