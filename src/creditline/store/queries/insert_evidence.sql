INSERT INTO evidence (id, customer_id, kind, amount_minor, currency, verified, issued_on, valid_until, booked_at)
VALUES (
    %(id)s, %(customer_id)s, %(kind)s, %(amount_minor)s, %(currency)s, %(verified)s, %(issued_on)s, %(valid_until)s,
    %(booked_at)s
)
