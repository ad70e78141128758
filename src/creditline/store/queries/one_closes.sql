-- Pages of the end of day follow each other, whoever writes them: each must see how far the one before it closed.
SELECT pg_advisory_xact_lock(20260002)
