-- What is lent and what could be, by currency; lines that are closed are left out.
SELECT currency, currency AS label, count(*) AS lines, coalesce(sum(limit_minor), 0)::bigint AS limit_minor,
    sum(principal_minor)::bigint AS drawn_minor, sum(held_minor)::bigint AS held_minor
FROM line
WHERE status <> 'closed'
GROUP BY currency
ORDER BY currency
