-- After a sandbox was filled: every table, so that no page pays for what was written before it was asked for.
VACUUM (ANALYZE)
