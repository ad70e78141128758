-- Features: who paid a repayment, attested facts, packed states. Scorecards: the registry, scores, labels, monitoring.
-- All but feature_state is append-only.

-- Whose account a repayment came from, where the caller said so. account is the payer's account as the lender names it.
CREATE TABLE payer (
    line_id text NOT NULL,
    version integer NOT NULL,
    payer   text NOT NULL CHECK (payer IN ('own', 'linked', 'third_party')),
    account text,
    PRIMARY KEY (line_id, version)
);

CREATE INDEX payer_account ON payer (account) WHERE account IS NOT NULL;

-- Rewound history is rare, and what it let go is asked for whenever features are computed over the past.
CREATE INDEX event_rewound ON event (line_id, version) WHERE kind = 'rewound';

-- What was attested about a borrower, as features see it: a month's income, assets, debt elsewhere, inquiries, revenue.
CREATE TABLE attested_fact (
    number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    line_id      text NOT NULL REFERENCES line (id),
    kind         text NOT NULL CHECK (kind IN ('income', 'assets', 'external_debt', 'inquiries', 'revenue')),
    amount_minor bigint CHECK (amount_minor >= 0),
    part_minor   bigint NOT NULL DEFAULT 0 CHECK (part_minor >= 0),
    on_date      date NOT NULL,
    until_date   date,
    source       text NOT NULL,
    consent      text,
    actor        text NOT NULL,
    booked_at    timestamptz NOT NULL,
    CHECK (kind NOT IN ('external_debt', 'inquiries') OR consent IS NOT NULL)
);

CREATE INDEX attested_fact_line ON attested_fact (line_id, on_date);

-- A line's feature state after the event numbered `version`; rebuilt from events by 'creditline features rebuild'.
CREATE TABLE feature_state (
    line_id text PRIMARY KEY,
    version integer NOT NULL,
    packed  bytea NOT NULL
) WITH (fillfactor = 70);

ALTER TABLE feature_state ALTER COLUMN packed SET STORAGE EXTERNAL;  -- compressing costs more than it saves here

-- Scorecards by the hash of their content.
CREATE TABLE scorecard (
    id            text PRIMARY KEY CHECK (id ~ '^card_[0-9a-f]{64}$'),
    name          text NOT NULL,
    content       text NOT NULL,
    proof         jsonb NOT NULL,
    registered_at timestamptz NOT NULL,
    registered_by text NOT NULL
);

-- What a card is for from an instant on; the latest row of a card by then holds. 'retired' ends it.
CREATE TABLE scorecard_activation (
    number        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    card_id       text NOT NULL REFERENCES scorecard (id),
    role          text NOT NULL CHECK (role IN ('champion', 'challenger', 'shadow', 'retired')),
    from_at       timestamptz NOT NULL,
    activated_by  text NOT NULL,
    second_person text NOT NULL,
    assessment    text NOT NULL CHECK (assessment <> ''),
    booked_at     timestamptz NOT NULL,
    CHECK (activated_by <> second_person)
);

CREATE INDEX scorecard_activation_from ON scorecard_activation (from_at, number);

-- Every score that a decision looked at, with the values it was made from.
CREATE TABLE score (
    line_id       text NOT NULL,
    version       integer NOT NULL,
    card_id       text NOT NULL REFERENCES scorecard (id),
    role          text NOT NULL,
    scored_on     date NOT NULL,
    points        integer NOT NULL,
    pd_ppm        integer NOT NULL CHECK (pd_ppm BETWEEN 0 AND 1000000),
    feature_values jsonb NOT NULL,
    booked_at     timestamptz NOT NULL,
    PRIMARY KEY (line_id, version, card_id)
);

CREATE INDEX score_card ON score (card_id, scored_on);

-- What turned out to be so, and who or what says it.
CREATE TABLE label (
    number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    line_id    text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('outcome', 'appeal', 'flag')),
    subject    text NOT NULL,
    bad        boolean NOT NULL,
    on_date    date NOT NULL,
    provenance jsonb NOT NULL,
    actor      text NOT NULL,
    booked_at  timestamptz NOT NULL,
    UNIQUE (line_id, kind, subject, on_date)
);

CREATE INDEX label_kind ON label (kind, subject, on_date);

-- Thresholds of the monitoring, in force from a day on, in parts of 10,000.
CREATE TABLE monitor_threshold (
    name       text NOT NULL,
    valid_from date NOT NULL,
    bps        integer NOT NULL,
    actor      text NOT NULL,
    reason     text NOT NULL,
    PRIMARY KEY (name, valid_from)
);

INSERT INTO monitor_threshold (name, valid_from, bps, actor, reason) VALUES
    ('psi_alert', '1970-01-01', 1000, 'creditline', 'customary first level of the population stability index'),
    ('psi_pause', '1970-01-01', 2500, 'creditline', 'customary second level: automatic reviews stop'),
    ('calibration_alert', '1970-01-01', 200, 'creditline', 'mean difference of predicted and observed, all bands'),
    ('auc_fall_alert', '1970-01-01', 300, 'creditline', 'fall of the AUC against its reference'),
    ('impact_ratio_alert', '1970-01-01', 8000, 'creditline', 'four fifths'),
    ('equal_opportunity_alert', '1970-01-01', 1000, 'creditline', 'difference of approval among the good');

-- Whether automatic decreases and increases rest; the latest row holds. A pause ends only by a named person with a cause.
CREATE TABLE review_pause (
    number    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    paused    boolean NOT NULL,
    cause     text NOT NULL CHECK (cause <> ''),
    actor     text NOT NULL,
    booked_at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON payer, attested_fact, scorecard, scorecard_activation, score, label, monitor_threshold,
    review_pause TO creditline_app;
GRANT SELECT, INSERT, UPDATE ON feature_state TO creditline_app;
