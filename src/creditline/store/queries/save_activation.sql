INSERT INTO scorecard_activation (card_id, role, from_at, activated_by, second_person, assessment, booked_at)
VALUES (
    %(card_id)s, %(role)s, %(from_at)s, %(activated_by)s, %(second_person)s, %(assessment)s, %(booked_at)s
)
RETURNING number
