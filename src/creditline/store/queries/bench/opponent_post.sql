\set key random(1, 9223372036854775807)
\set line random(1, :lines)
\set amount random(1, 10000) * (2 * random(0, 1) - 1)
SELECT bench.post(:key, :line, :amount)
