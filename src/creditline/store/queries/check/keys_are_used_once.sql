-- Each idempotency key stands on one event.
SELECT key, NULL::integer
FROM event
WHERE key IS NOT NULL
GROUP BY key
HAVING count(*) > 1
