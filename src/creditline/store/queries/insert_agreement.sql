INSERT INTO agreement (id, name, currency, split, repayments, losses, regime, booked_at)
VALUES (%(id)s, %(name)s, %(currency)s, %(split)s, %(repayments)s, %(losses)s, %(regime)s, %(booked_at)s)
ON CONFLICT DO NOTHING
RETURNING id
