-- Run by DuckDB, not by PostgreSQL.
COPY (
    SELECT * FROM read_csv('{source}', header = true, columns = {
        'line_id': 'VARCHAR', 'day': 'DATE', 'version': 'INTEGER', 'booked_at': 'TIMESTAMPTZ', 'status': 'VARCHAR',
        'currency': 'VARCHAR', 'limit_minor': 'BIGINT', 'principal_minor': 'BIGINT', 'interest_minor': 'BIGINT',
        'fees_minor': 'BIGINT', 'credit_minor': 'BIGINT', 'held_minor': 'BIGINT', 'unreleased_minor': 'BIGINT',
        'available_minor': 'BIGINT', 'days_past_due': 'INTEGER', 'bucket': 'SMALLINT', 'full_in_row': 'INTEGER',
        'minimum_in_row': 'INTEGER', 'utilisation_bps': 'INTEGER'
    })
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
