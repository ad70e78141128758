INSERT INTO bench.line (id, balance_minor, limit_minor, version)
SELECT number, %(drawn_minor)s, %(limit_minor)s, 0
FROM generate_series(1, %(lines)s) AS number
