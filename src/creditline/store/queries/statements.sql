-- The statements of a line, newest first, each as it was issued last.
SELECT * FROM (
    SELECT DISTINCT ON (event.detail ->> 'statement_on')
        event.*, line.name, line.currency, line.rate_bps, line.day_count, line.zone, line.opened_on, line.expires_on,
        line.product_id, line.product_from
    FROM event JOIN line ON line.id = event.line_id
    WHERE event.line_id = %(line_id)s AND event.kind = 'statement_issued'
      AND (%(before)s::text IS NULL OR event.detail ->> 'statement_on' < %(before)s)
    ORDER BY event.detail ->> 'statement_on' DESC, event.version DESC
) AS statement
ORDER BY detail ->> 'statement_on' DESC
LIMIT %(limit)s
