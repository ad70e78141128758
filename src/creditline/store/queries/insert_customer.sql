INSERT INTO customer (id, name, kind, birth_date, segment, industry, scale, currency, limit_minor, created_at)
VALUES (
    %(id)s, %(name)s, %(kind)s, %(birth_date)s, %(segment)s, %(industry)s, %(scale)s, %(currency)s, %(limit_minor)s,
    %(created_at)s
)
ON CONFLICT DO NOTHING
RETURNING id
