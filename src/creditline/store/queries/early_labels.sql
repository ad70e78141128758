-- Lines that an upheld appeal or a cleared flag speaks for, and whose own outcome on or after that day is not known.
SELECT count(DISTINCT spoken.line_id) AS early
FROM label AS spoken
WHERE spoken.kind <> 'outcome' AND NOT spoken.bad AND NOT EXISTS (
    SELECT FROM label AS outcome
    WHERE outcome.kind = 'outcome' AND outcome.line_id = spoken.line_id AND outcome.on_date >= spoken.on_date
)
