-- The least that a durable, idempotent, double-entry posting with a limit can be in PostgreSQL, made as fast as it
-- can honestly be: integer keys, no foreign key, no check, only the indexes that something is found by, pages with
-- room for heap-only updates, and one cached plpgsql function, so that a transaction is one round trip.
CREATE SCHEMA bench;

CREATE TABLE bench.line (
    id            integer PRIMARY KEY,
    balance_minor bigint NOT NULL,
    limit_minor   bigint NOT NULL,
    version       integer NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE bench.idempotency (
    key     bigint PRIMARY KEY,
    line_id integer NOT NULL,
    version integer
);

CREATE TABLE bench.journal (
    line_id       integer NOT NULL,
    version       integer NOT NULL,
    amount_minor  bigint NOT NULL,
    balance_minor bigint NOT NULL,
    booked_at     timestamptz NOT NULL,
    PRIMARY KEY (line_id, version)
);

CREATE TABLE bench.entry (
    line_id      integer NOT NULL,
    version      integer NOT NULL,
    leg          smallint NOT NULL,
    account      smallint NOT NULL,
    amount_minor bigint NOT NULL,
    PRIMARY KEY (line_id, version, leg)
);

-- Returns the line's version after the posting; NULL when the line cannot give the amount.
CREATE FUNCTION bench.post(a_key bigint, a_line_id integer, a_amount_minor bigint) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    after_minor bigint;
    posted      integer;
BEGIN
    UPDATE bench.line
    SET balance_minor = balance_minor + a_amount_minor, version = version + 1
    WHERE id = a_line_id AND balance_minor + a_amount_minor BETWEEN 0 AND limit_minor
    RETURNING balance_minor, version INTO after_minor, posted;

    INSERT INTO bench.idempotency (key, line_id, version) VALUES (a_key, a_line_id, posted);
    IF posted IS NULL THEN
        RETURN NULL;
    END IF;

    INSERT INTO bench.journal (line_id, version, amount_minor, balance_minor, booked_at)
    VALUES (a_line_id, posted, a_amount_minor, after_minor, now());
    INSERT INTO bench.entry (line_id, version, leg, account, amount_minor)
    VALUES (a_line_id, posted, 1, 1, a_amount_minor), (a_line_id, posted, 2, 2, -a_amount_minor);
    RETURN posted;
END
$$;
