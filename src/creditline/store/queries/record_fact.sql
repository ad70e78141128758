INSERT INTO attested_fact (
    line_id, kind, amount_minor, part_minor, on_date, until_date, source, consent, actor, booked_at
) VALUES (
    %(line_id)s, %(kind)s, %(amount_minor)s, %(part_minor)s, %(on_date)s, %(until_date)s, %(source)s, %(consent)s,
    %(actor)s, %(booked_at)s
)
