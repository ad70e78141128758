SELECT id, kind, amount_minor, currency, verified, issued_on, valid_until FROM evidence
WHERE customer_id = %(customer_id)s ORDER BY issued_on, id
