INSERT INTO label (line_id, kind, subject, bad, on_date, provenance, actor, booked_at)
VALUES (
    %(line_id)s, %(kind)s, %(subject)s, %(bad)s, %(on_date)s, %(provenance)s, %(actor)s, %(booked_at)s
)
ON CONFLICT (line_id, kind, subject, on_date) DO NOTHING
