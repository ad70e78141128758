INSERT INTO lender_figure (name, valid_from, amount_minor, currency, booked_at)
VALUES (%(name)s, %(valid_from)s, %(amount_minor)s, %(currency)s, %(booked_at)s)
