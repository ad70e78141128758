VACUUM (ANALYZE) line, event, entry, bench.line, bench.idempotency, bench.journal, bench.entry
