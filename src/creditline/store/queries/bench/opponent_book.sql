-- What was posted, and how far the book is from holding: each difference is 0 in a book that holds.
SELECT
    (SELECT count(*) FROM bench.journal) AS posted,
    (SELECT count(*) FROM bench.idempotency WHERE version IS NOT NULL) - (SELECT count(*) FROM bench.journal) AS keys,
    (SELECT count(*) FROM bench.entry) - 2 * (SELECT count(*) FROM bench.journal) AS legs,
    (SELECT coalesce(sum(amount_minor), 0) FROM bench.entry)::bigint AS sum_minor,
    (SELECT sum(version) FROM bench.line) - (SELECT count(*) FROM bench.journal) AS versions
