-- Appeals: what a borrower says against a decision or a hold, the papers for it, and what became of it.
--
-- An appeal's row is its present state; appeal_event and paper are append-only. Nothing that decides a limit
-- reads any of these tables: having appealed costs nothing.

CREATE TABLE appeal (
    id              text PRIMARY KEY CHECK (starts_with(id, 'app_')),
    line_id         text NOT NULL REFERENCES line (id),
    against         text NOT NULL,
    state           text NOT NULL CHECK (state IN (
        'filed', 'assigned', 'needs_more', 'proposed', 'decided', 'withdrawn', 'expired')),
    words           text NOT NULL,
    filed_at        timestamptz NOT NULL,
    filed_by        text NOT NULL,
    rule            text NOT NULL,
    promised_on     date NOT NULL,
    extensions      smallint NOT NULL DEFAULT 0,
    more_by         date,
    assigned_to     text,
    outcome         text CHECK (outcome IN ('upheld', 'partly_upheld', 'not_upheld')),
    answer          text,
    effect_limit_minor bigint CHECK (effect_limit_minor >= 0),
    effect_releases text[] NOT NULL DEFAULT '{}',
    proposed_by     text,
    approved_by     text,
    decided_at      timestamptz,
    hasty           boolean NOT NULL DEFAULT false,
    version         integer NOT NULL CHECK (version >= 1)
);

CREATE INDEX appeal_open ON appeal (promised_on, id) WHERE state IN ('filed', 'assigned', 'needs_more', 'proposed');
CREATE INDEX appeal_line ON appeal (line_id, filed_at);
CREATE UNIQUE INDEX appeal_open_once ON appeal (line_id, against)
    WHERE state IN ('filed', 'assigned', 'needs_more', 'proposed');

CREATE TABLE appeal_event (
    appeal_id   text NOT NULL REFERENCES appeal (id),
    version     integer NOT NULL,
    kind        text NOT NULL,
    at          timestamptz NOT NULL,
    actor_kind  text NOT NULL,
    actor_id    text NOT NULL,
    actor_name  text NOT NULL,
    words       text,
    detail      text,
    key         text,
    fingerprint bytea,
    PRIMARY KEY (appeal_id, version)
);

CREATE UNIQUE INDEX appeal_event_key ON appeal_event (key) WHERE key IS NOT NULL;

CREATE TABLE paper (
    id          text PRIMARY KEY CHECK (starts_with(id, 'evi_')),
    appeal_id   text NOT NULL REFERENCES appeal (id),
    kind        text NOT NULL CHECK (kind IN ('income', 'assets', 'identity', 'third_party_payer', 'bureau_error')),
    file_name   text NOT NULL,
    media_type  text NOT NULL,
    size_bytes  bigint NOT NULL,
    sha256      bytea NOT NULL,
    received_at timestamptz NOT NULL,
    valid_until date NOT NULL
);

CREATE INDEX paper_appeal ON paper (appeal_id, received_at);

-- When a member of staff first had an appeal at this version on the screen, by the real clock.
CREATE TABLE appeal_look (
    appeal_id text NOT NULL REFERENCES appeal (id),
    staff_id  text NOT NULL,
    looked_at timestamptz NOT NULL,
    PRIMARY KEY (appeal_id, staff_id)
);

GRANT SELECT, INSERT ON appeal_event, paper, appeal_look TO creditline_app;
GRANT SELECT, INSERT, UPDATE ON appeal TO creditline_app;
