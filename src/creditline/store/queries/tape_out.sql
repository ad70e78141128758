COPY (
    SELECT DISTINCT ON (line_id, day)
        line_id, day, version, booked_at, status, line_currency.currency, limit_minor, principal_minor, interest_minor,
        fees_minor, credit_minor, held_minor, unreleased_minor, available_minor, days_past_due, bucket, full_in_row,
        minimum_in_row, utilisation_bps
    FROM day_tape
    JOIN (SELECT id, currency FROM line) AS line_currency ON line_currency.id = line_id
    WHERE day BETWEEN %s AND %s
    ORDER BY line_id, day, version DESC
) TO STDOUT WITH (FORMAT csv, HEADER)
