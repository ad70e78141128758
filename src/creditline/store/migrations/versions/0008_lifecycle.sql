-- A policy's way to deciding: its proof, who proposed it and who released it, and how it would have decided beside the
-- champion. certificate, proposal_event and shadow_outcome are append-only.

-- What was proven of a policy and a scorecard, as the certificate's own JSON.
CREATE TABLE certificate (
    id            text PRIMARY KEY CHECK (starts_with(id, 'prf_')),
    policy_sha256 text NOT NULL REFERENCES policy_version (sha256),
    card_id       text,
    since         date,
    verdict       text NOT NULL CHECK (verdict IN ('proven', 'refuted', 'unknown')),
    content       text NOT NULL,
    made_at       timestamptz NOT NULL,
    made_by       text NOT NULL
);

CREATE INDEX certificate_policy ON certificate (policy_sha256, made_at);

-- One person's proposal that a policy shall decide from an instant on; another person's answer is an event.
-- share_bps: for which share of the lines, in parts of 10,000; the rest stay with the champion.
CREATE TABLE proposal (
    id             text PRIMARY KEY CHECK (starts_with(id, 'prop_')),
    policy_id      text NOT NULL,
    policy_sha256  text NOT NULL REFERENCES policy_version (sha256),
    pack           text NOT NULL,
    pack_digest    text NOT NULL REFERENCES law_text (digest),
    card_id        text,
    certificate_id text NOT NULL REFERENCES certificate (id),
    share_bps      integer NOT NULL CHECK (share_bps BETWEEN 1 AND 10000),
    active_from    timestamptz NOT NULL,
    reason         text NOT NULL,
    proposed_by    text NOT NULL,
    proposed_at    timestamptz NOT NULL
);

CREATE TABLE proposal_event (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal_id text NOT NULL REFERENCES proposal (id),
    kind        text NOT NULL CHECK (kind IN ('waived', 'released', 'rejected')),
    by_whom     text NOT NULL,
    at          timestamptz NOT NULL,
    words       text NOT NULL
);

-- A proposal is settled once.
CREATE UNIQUE INDEX proposal_settled ON proposal_event (proposal_id) WHERE kind IN ('released', 'rejected');
CREATE UNIQUE INDEX proposal_waived ON proposal_event (proposal_id) WHERE kind = 'waived';

-- For which share of the lines an activation decides; the latest full one decides for the rest.
ALTER TABLE policy_activation ADD COLUMN share_bps integer NOT NULL DEFAULT 10000 CHECK (share_bps BETWEEN 1 AND 10000);

-- A policy that is decided with beside the champion, without effect. stopped_at: since when it no longer is.
CREATE TABLE shadow (
    number        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    policy_id     text NOT NULL,
    policy_sha256 text NOT NULL REFERENCES policy_version (sha256),
    card_id       text,
    started_at    timestamptz NOT NULL,
    started_by    text NOT NULL,
    stopped_at    timestamptz,
    seen_at       timestamptz NOT NULL,
    seen_id       text NOT NULL DEFAULT ''
);

-- What a shadow would have decided where the champion decided.
CREATE TABLE shadow_outcome (
    shadow_number  bigint NOT NULL REFERENCES shadow (number),
    decision_id    text NOT NULL,
    line_id        text NOT NULL,
    trigger        text NOT NULL,
    repaid_in_full boolean NOT NULL,
    before_minor   bigint,
    champion_minor bigint NOT NULL,
    shadow_minor   bigint,
    why_not        text,
    PRIMARY KEY (shadow_number, decision_id)
);

GRANT SELECT, INSERT ON certificate, proposal, proposal_event, shadow_outcome TO creditline_app;
GRANT SELECT, INSERT, UPDATE ON shadow TO creditline_app;
