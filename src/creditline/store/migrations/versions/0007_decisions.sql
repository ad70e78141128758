-- Decisions: which policy decides when, what is known of a line for it, and every decision, flag and offer.
--
-- policy_version, law_text, policy_activation, decision and confirmation are append-only, so that a past decision can be
-- made again. profile, flag and offer carry the present state of what decisions brought about.

CREATE TABLE policy_version (
    sha256    text PRIMARY KEY CHECK (length(sha256) = 64),
    policy_id text NOT NULL,
    version   text NOT NULL,
    files     jsonb NOT NULL,
    added_at  timestamptz NOT NULL,
    added_by  text NOT NULL
);

CREATE TABLE law_text (
    digest   text PRIMARY KEY CHECK (length(digest) = 64),
    pack     text NOT NULL,
    content  text NOT NULL,
    added_at timestamptz NOT NULL
);

-- What decides for the lines of a policy from an instant on; the latest row by then holds.
CREATE TABLE policy_activation (
    number        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    policy_id     text NOT NULL,
    policy_sha256 text NOT NULL REFERENCES policy_version (sha256),
    pack          text NOT NULL,
    pack_digest   text NOT NULL REFERENCES law_text (digest),
    card_id       text,
    active_from   timestamptz NOT NULL,
    activated_by  text NOT NULL,
    proof_id      text,
    waiver        text
);

CREATE INDEX policy_activation_from ON policy_activation (policy_id, active_from, number);

-- One row for each line whose limit is decided; a line without one has its limit set by hand.
CREATE TABLE profile (
    line_id                  text PRIMARY KEY,
    policy_id                text NOT NULL,
    facts                    text NOT NULL,
    period_started_on        date,
    period_start_limit_minor bigint,
    announced_limit_minor    bigint,
    announced_on             date,
    announced_from           date,
    last_decision_id         text,
    last_key                 text,
    review_pending_since     timestamptz,
    review_pending_why       text
) WITH (fillfactor = 70);

CREATE INDEX profile_pending ON profile (review_pending_since) WHERE review_pending_since IS NOT NULL;

CREATE TABLE decision (
    id            text PRIMARY KEY CHECK (starts_with(id, 'dec_')),
    line_id       text NOT NULL,
    version       integer NOT NULL,
    decided_at    timestamptz NOT NULL,
    trigger       text NOT NULL,
    effect        text NOT NULL,
    limit_minor   bigint CHECK (limit_minor >= 0),
    policy_sha256 text NOT NULL,
    record        text NOT NULL
);

CREATE INDEX decision_line ON decision (line_id, decided_at, version);

-- A decision that came out as the one before: what changed among its facts, and which decision it confirms.
CREATE TABLE confirmation (
    line_id     text NOT NULL,
    version     integer NOT NULL,
    decided_at  timestamptz NOT NULL,
    trigger     text NOT NULL,
    decision_id text NOT NULL,
    facts       text NOT NULL,
    PRIMARY KEY (line_id, version, decided_at)
);

CREATE TABLE flag (
    id           text PRIMARY KEY CHECK (starts_with(id, 'flag_')),
    line_id      text NOT NULL,
    version      integer NOT NULL,
    kind         text NOT NULL,
    row_id       text NOT NULL,
    state        text NOT NULL CHECK (state IN ('open', 'cleared', 'lapsed', 'renewed')),
    doubt_minor  bigint NOT NULL CHECK (doubt_minor >= 0),
    hold_version integer,
    raised_at    timestamptz NOT NULL,
    deadline_at  timestamptz NOT NULL,
    reason_code  text NOT NULL,
    reason_en    text NOT NULL,
    reason_zh    text NOT NULL,
    closed_at    timestamptz,
    closed_by    text,
    words        text
);

CREATE INDEX flag_line ON flag (line_id, version);
CREATE INDEX flag_open ON flag (deadline_at) WHERE state = 'open';

CREATE TABLE offer (
    id          text PRIMARY KEY CHECK (starts_with(id, 'offer_')),
    line_id     text NOT NULL,
    decision_id text NOT NULL,
    limit_minor bigint NOT NULL CHECK (limit_minor > 0),
    made_at     timestamptz NOT NULL,
    expires_on  date NOT NULL,
    state       text NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'replaced')),
    answered_at timestamptz,
    answered_by text
);

CREATE INDEX offer_line ON offer (line_id, made_at);

GRANT SELECT, INSERT ON policy_version, law_text, policy_activation, decision, confirmation TO creditline_app;
GRANT SELECT, INSERT, UPDATE ON profile, flag, offer TO creditline_app;
