-- Who may come in, and who looked at what.
--
-- Secrets are never kept: of a password its Argon2 hash, of sessions and API keys the SHA-256 of a long random text.
-- audit is append-only: the application's role may insert and read it, nothing else.

CREATE TABLE staff (
    id            text PRIMARY KEY CHECK (starts_with(id, 'stf_')),
    login         text NOT NULL UNIQUE CHECK (login = lower(login)),
    name          text NOT NULL,
    roles         text[] NOT NULL,
    password_hash text,
    totp_secret   text,
    totp_step     bigint,                        -- the last 30 s step whose code was used: a code works once
    oidc_subject  text UNIQUE,                   -- issuer and subject, bound at the first sign-in
    active        boolean NOT NULL DEFAULT true,
    added_at      timestamptz NOT NULL
);

CREATE TABLE staff_session (
    hash       bytea PRIMARY KEY,
    staff_id   text NOT NULL REFERENCES staff (id),
    opened_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz
);

CREATE TABLE api_key (
    id         text PRIMARY KEY CHECK (starts_with(id, 'key_')),
    hash       bytea NOT NULL UNIQUE,
    name       text NOT NULL,
    scopes     text[] NOT NULL,
    per_minute integer CHECK (per_minute > 0),   -- null: as often as it likes
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);

-- One row: what signs borrowers' links and sessions.
CREATE TABLE signing_secret (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    secret   bytea NOT NULL
);

-- A borrower's link opens one session.
CREATE TABLE borrower_session (
    link_id    text PRIMARY KEY,
    line_id    text NOT NULL,
    opened_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE audit (
    number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id   text NOT NULL,
    actor_name text NOT NULL,
    action     text NOT NULL,
    subject    text NOT NULL,
    detail     text NOT NULL
);

CREATE INDEX audit_subject ON audit (subject, number);
CREATE INDEX audit_actor ON audit (actor_id, number);

-- What a line is found by: its name, how that is spelt in pinyin, the last digits of a phone. Lower case.
CREATE TABLE search_term (
    line_id text NOT NULL REFERENCES line (id),
    kind    text NOT NULL CHECK (kind IN ('id', 'name', 'pinyin', 'initials', 'phone')),
    term    text NOT NULL,
    PRIMARY KEY (line_id, kind, term)
);

CREATE INDEX search_term_prefix ON search_term (term text_pattern_ops);

-- Work that takes longer than a page may: exports, so far.
CREATE TABLE job (
    id          text PRIMARY KEY CHECK (starts_with(id, 'job_')),
    kind        text NOT NULL,
    title       text NOT NULL,
    asked_by    text NOT NULL,
    asked_at    timestamptz NOT NULL,
    state       text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    done        bigint NOT NULL,
    total       bigint NOT NULL,
    file        text,
    media_type  text,
    error       text,
    ended_at    timestamptz
);

GRANT SELECT, INSERT ON audit, borrower_session, signing_secret TO creditline_app;
GRANT SELECT, INSERT, UPDATE ON staff, staff_session, api_key, job TO creditline_app;
GRANT SELECT, INSERT, DELETE ON search_term TO creditline_app;
