-- Who borrows, who lends along, and what bounds a line beside its own limit.
--
-- A line that none of this bounds is `constrained = false`, and nothing here is read for it.
-- Order of locks everywhere: lines by id, then customers by id, then groups by id, then participants by id.

CREATE TABLE customer_group (
    id          text PRIMARY KEY CHECK (starts_with(id, 'grp_')),
    currency    text NOT NULL CHECK (length(currency) = 3),
    limit_minor bigint CHECK (limit_minor >= 0)
);

CREATE TABLE customer (
    id          text PRIMARY KEY CHECK (starts_with(id, 'cus_')),
    name        text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('person', 'business')),
    birth_date  date CHECK ((birth_date IS NOT NULL) = (kind = 'person')),
    segment     text,
    industry    text,
    scale       text,
    currency    text NOT NULL CHECK (length(currency) = 3),
    group_id    text REFERENCES customer_group (id),
    limit_minor bigint CHECK (limit_minor >= 0),
    created_at  timestamptz NOT NULL
);

CREATE INDEX customer_of_group ON customer (group_id) WHERE group_id IS NOT NULL;

CREATE TABLE evidence (
    id           text PRIMARY KEY,
    customer_id  text NOT NULL REFERENCES customer (id),
    kind         text NOT NULL CHECK (kind IN ('income', 'assets', 'revenue')),
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    currency     text NOT NULL,
    verified     boolean NOT NULL,
    issued_on    date NOT NULL,
    valid_until  date NOT NULL,
    booked_at    timestamptz NOT NULL
);

CREATE INDEX evidence_of_customer ON evidence (customer_id);

CREATE TABLE consent (
    id           text PRIMARY KEY,
    customer_id  text NOT NULL REFERENCES customer (id),
    purpose      text NOT NULL,
    given_at     timestamptz NOT NULL,
    withdrawn_at timestamptz
);

CREATE INDEX consent_of_customer ON consent (customer_id);

-- Accounts elsewhere that the customer uses: a wallet, a bank account. Only a name for people, never credentials.
CREATE TABLE linked_account (
    id          text PRIMARY KEY,
    customer_id text NOT NULL REFERENCES customer (id),
    kind        text NOT NULL,
    name        text NOT NULL,
    linked_at   timestamptz NOT NULL
);

CREATE INDEX linked_account_of_customer ON linked_account (customer_id);

CREATE TABLE related_party (
    customer_id text NOT NULL REFERENCES customer (id),
    related_id  text NOT NULL REFERENCES customer (id),
    relation    text NOT NULL,
    since       timestamptz NOT NULL,
    PRIMARY KEY (customer_id, related_id, relation),
    CHECK (customer_id <> related_id)
);

CREATE TABLE temporary_limit (
    id           text PRIMARY KEY,
    line_id      text NOT NULL REFERENCES line (id),
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL CHECK (ends_at > starts_at),
    reason       text NOT NULL,
    booked_at    timestamptz NOT NULL
);

CREATE INDEX temporary_limit_of_line ON temporary_limit (line_id);

-- Each choice of the borrower; the last one counts. NULL: the whole limit again.
CREATE TABLE chosen_limit (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    line_id      text NOT NULL REFERENCES line (id),
    amount_minor bigint CHECK (amount_minor >= 0),
    chosen_at    timestamptz NOT NULL
);

CREATE INDEX chosen_limit_of_line ON chosen_limit (line_id);

-- What the lender reports about itself; the ratios of joint loans and of concentration are taken of it.
CREATE TABLE lender_figure (
    name         text NOT NULL CHECK (name IN ('bank_tier_1_capital', 'bank_all_loans', 'micro_lender_net_assets')),
    valid_from   date NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    currency     text NOT NULL,
    booked_at    timestamptz NOT NULL,
    PRIMARY KEY (name, currency, valid_from)
);

-- exposure_minor and beside_minor are moved by the groups that book funding legs, under this row's lock, so that a cap
-- is held across all lines; 'creditline check' proves them from the legs.
CREATE TABLE participant (
    id                text PRIMARY KEY CHECK (starts_with(id, 'par_')),
    name              text NOT NULL,
    currency          text NOT NULL CHECK (length(currency) = 3),
    own               boolean NOT NULL,
    cap_minor         bigint CHECK (cap_minor >= 0),
    exposure_minor    bigint NOT NULL DEFAULT 0 CHECK (exposure_minor >= 0),
    beside_minor      bigint NOT NULL DEFAULT 0 CHECK (beside_minor >= 0),
    withdraws_at      timestamptz,
    withdraws_because text,
    CHECK ((withdraws_at IS NULL) = (withdraws_because IS NULL))
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX participant_own ON participant (currency) WHERE own;

CREATE TABLE agreement (
    id         text PRIMARY KEY CHECK (starts_with(id, 'agr_')),
    name       text NOT NULL,
    currency   text NOT NULL CHECK (length(currency) = 3),
    split      text NOT NULL,
    repayments text NOT NULL,
    losses     text NOT NULL,
    regime     text NOT NULL,
    booked_at  timestamptz NOT NULL
);

CREATE TABLE agreement_share (
    agreement_id   text NOT NULL REFERENCES agreement (id),
    participant_id text NOT NULL REFERENCES participant (id),
    share_bps      integer NOT NULL CHECK (share_bps BETWEEN 0 AND 10000),
    minimum_bps    integer NOT NULL CHECK (minimum_bps BETWEEN 0 AND 10000),
    priority       integer NOT NULL CHECK (priority >= 1),
    line_cap_minor bigint CHECK (line_cap_minor >= 0),
    valid_from     timestamptz NOT NULL,
    valid_until    timestamptz CHECK (valid_until > valid_from),
    PRIMARY KEY (agreement_id, participant_id, valid_from)
);

-- What each participant has in each line: the sum of its legs, and the lock-free way to read them.
CREATE TABLE funding_position (
    line_id         text NOT NULL,
    participant_id  text NOT NULL,
    principal_minor bigint NOT NULL CHECK (principal_minor >= 0),
    PRIMARY KEY (line_id, participant_id)
) WITH (fillfactor = 70);

CREATE INDEX funding_position_of_participant ON funding_position (participant_id) WHERE principal_minor > 0;

-- One row a participant of an event that moved principal. Append-only. exposure_minor: what the participant had in all
-- lines after it; cap_minor: the cap it was held to.
CREATE TABLE funding_leg (
    number          bigint GENERATED ALWAYS AS IDENTITY,
    line_id         text NOT NULL,
    version         integer NOT NULL,
    participant_id  text NOT NULL,
    flow            text NOT NULL,
    amount_minor    bigint NOT NULL CHECK (amount_minor <> 0),
    previous_minor  bigint NOT NULL,
    current_minor   bigint NOT NULL CHECK (current_minor >= 0),
    exposure_minor  bigint NOT NULL,
    cap_minor       bigint,
    PRIMARY KEY (line_id, version, participant_id),
    CHECK (current_minor = previous_minor + amount_minor)
);

CREATE INDEX funding_leg_of_participant ON funding_leg (participant_id, number);

-- Requests that are no commands on a line: each key once, with what it made.
CREATE TABLE request_key (
    key         text PRIMARY KEY,
    fingerprint bytea NOT NULL,
    subject     text NOT NULL,
    booked_at   timestamptz NOT NULL
);

ALTER TABLE line
    ADD COLUMN customer_id text REFERENCES customer (id),
    ADD COLUMN agreement_id text REFERENCES agreement (id),
    ADD COLUMN constrained boolean NOT NULL DEFAULT false;

CREATE INDEX line_of_customer ON line (customer_id) WHERE customer_id IS NOT NULL;

-- The lowest of what bounded the line beside its limit when the event was booked; NULL: nothing did.
ALTER TABLE event
    ADD COLUMN ceiling_minor bigint CHECK (ceiling_minor >= 0),
    ADD COLUMN ceiling_name text,
    ADD CHECK ((ceiling_minor IS NULL) = (ceiling_name IS NULL));

GRANT SELECT, INSERT ON evidence, temporary_limit, chosen_limit, lender_figure, agreement, agreement_share,
    funding_leg, linked_account, related_party, request_key TO creditline_app;
GRANT SELECT, INSERT, UPDATE ON customer_group, customer, consent, participant, funding_position TO creditline_app;
