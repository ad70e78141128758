-- The spine: lines, their events, the entries of the book, open holds and the sandbox's clock.
--
-- Two time axes: effective_at is when something counts in the world, booked_at when we wrote it down.
-- event and entry are append-only: the application's role may insert and read them, nothing else.

CREATE TABLE line (
    id              text PRIMARY KEY CHECK (starts_with(id, 'line_')),
    name            text NOT NULL,
    currency        text NOT NULL CHECK (length(currency) = 3),
    rate_bps        integer NOT NULL CHECK (rate_bps BETWEEN 0 AND 100000),
    day_count       text NOT NULL,
    zone            text NOT NULL,
    opened_on       date NOT NULL,
    expires_on      date,
    -- the state after the event numbered `version`; kept here so that one row is lock, balance and limit
    status          text NOT NULL CHECK (status IN ('open', 'frozen', 'closed')),
    limit_minor     bigint CHECK (limit_minor >= 0),
    principal_minor bigint NOT NULL CHECK (principal_minor >= 0),
    interest_minor  bigint NOT NULL CHECK (interest_minor >= 0),
    fees_minor      bigint NOT NULL CHECK (fees_minor >= 0),
    credit_minor    bigint NOT NULL CHECK (credit_minor >= 0),
    held_minor      bigint NOT NULL CHECK (held_minor >= 0),
    accrual_residue bigint NOT NULL,
    accrued_on      date NOT NULL,
    moved_at        timestamptz NOT NULL,
    version         integer NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);  -- room for heap-only updates: no indexed column ever changes

-- No foreign keys from event to line and from entry to event: they cost a fifth of the server's time for every command,
-- and 'creditline check' proves more than they do (docs/adr/0009-the-book-is-checked-not-fenced.md).
CREATE TABLE event (
    line_id            text NOT NULL,
    version            integer NOT NULL CHECK (version >= 1),
    kind               text NOT NULL,
    outcome            text NOT NULL,
    amount_minor       bigint NOT NULL,
    effective_at       timestamptz NOT NULL,
    booked_at          timestamptz NOT NULL,
    key                text,
    fingerprint        bytea,
    actor              text NOT NULL,
    reason             text,
    refers_to          integer,
    limit_before_minor bigint,
    forced             boolean NOT NULL,
    -- the line as it stood after this event
    status             text NOT NULL,
    limit_minor        bigint,
    principal_minor    bigint NOT NULL,
    interest_minor     bigint NOT NULL,
    fees_minor         bigint NOT NULL,
    credit_minor       bigint NOT NULL,
    held_minor         bigint NOT NULL,
    available_minor    bigint NOT NULL CHECK (available_minor >= 0),
    accrual_residue    bigint NOT NULL,
    accrued_on         date NOT NULL,
    moved_at           timestamptz NOT NULL,
    PRIMARY KEY (line_id, version)
);

CREATE UNIQUE INDEX event_key ON event (key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX event_reversed_once ON event (line_id, refers_to)
    WHERE kind = 'reversal' AND outcome = 'accepted';

CREATE TABLE entry (
    line_id        text NOT NULL,
    version        integer NOT NULL,
    leg            smallint NOT NULL,
    account        text NOT NULL,
    amount_minor   bigint NOT NULL CHECK (amount_minor <> 0),
    previous_minor bigint,
    current_minor  bigint,
    PRIMARY KEY (line_id, version, leg),
    CHECK (current_minor = previous_minor + amount_minor)
);

CREATE TABLE hold (
    line_id      text NOT NULL REFERENCES line (id),
    placed_by    integer NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    expires_at   timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('open', 'captured', 'voided', 'expired')),
    PRIMARY KEY (line_id, placed_by)
);

CREATE INDEX hold_open ON hold (line_id) WHERE state = 'open';

-- One row when the database is a sandbox, none when it is not.
CREATE TABLE sandbox_clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    now_at   timestamptz NOT NULL
);

-- The role that the application works as. Where an owner may not create roles, an administrator does it beforehand:
-- docs/how-to/run-in-production.md.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'creditline_app') THEN
        CREATE ROLE creditline_app NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this server was quicker
END
$$;

DO $$
BEGIN
    IF NOT pg_has_role(CURRENT_USER, 'creditline_app', 'MEMBER') THEN
        GRANT creditline_app TO CURRENT_USER;
    END IF;
END
$$;

GRANT SELECT, INSERT ON event, entry TO creditline_app;
GRANT SELECT, INSERT, UPDATE ON line, hold, sandbox_clock TO creditline_app;
GRANT SELECT ON alembic_version TO creditline_app;
