-- All cards with the role of each at an instant. A later champion takes the role from an earlier one.
WITH latest AS (
    SELECT DISTINCT ON (card_id) card_id, role, from_at, number, activated_by, second_person, assessment
    FROM scorecard_activation
    WHERE from_at <= %(at)s
    ORDER BY card_id, from_at DESC, number DESC
),
ranked AS (
    SELECT latest.*, row_number() OVER (PARTITION BY role ORDER BY from_at DESC, number DESC) AS place FROM latest
)
SELECT card.id, card.name, card.registered_at, card.registered_by,
    CASE WHEN role = 'champion' AND place > 1 THEN 'retired' ELSE role END AS role,
    ranked.from_at, ranked.activated_by, ranked.second_person, ranked.assessment
FROM scorecard AS card
LEFT JOIN ranked ON ranked.card_id = card.id
ORDER BY card.registered_at DESC, card.id
