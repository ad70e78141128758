-- Notices, and the messages to programs. No limit falls without its notice: the database derives from a decrease which
-- notice it must have, and refuses it where that is not there.
--
-- notice, notice_delivery, lender_identity, mailbox and webhook_attempt are append-only.

-- What a lender says of itself in its notices, as JSON; the latest row holds.
CREATE TABLE lender_identity (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    content text NOT NULL,
    set_at  timestamptz NOT NULL,
    set_by  text NOT NULL
);

CREATE TABLE notice (
    number   bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id       text PRIMARY KEY CHECK (starts_with(id, 'ntc_')),
    line_id  text NOT NULL,
    kind     text NOT NULL,
    subject  text NOT NULL,
    rules    text[] NOT NULL,
    due_on   date,
    language text NOT NULL CHECK (language IN ('en', 'zh')),
    channel  text NOT NULL,
    given_at timestamptz NOT NULL,
    follows  text,
    content  text NOT NULL,
    sha256   text NOT NULL CHECK (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
    UNIQUE (line_id, id),
    FOREIGN KEY (line_id, follows) REFERENCES notice (line_id, id)
);

CREATE INDEX notice_line ON notice (line_id, number);

-- The notice that a decrease must have, derived and never written: that of the decision, or of the change by hand.
-- Rows from before this migration are not looked at.
ALTER TABLE event ADD COLUMN notice_id text GENERATED ALWAYS AS (
    CASE
        WHEN kind <> 'limit_changed' OR outcome <> 'accepted' OR limit_before_minor IS NULL
            OR coalesce(limit_minor, 0) >= limit_before_minor THEN NULL
        WHEN actor = 'decision' THEN 'ntc_' || coalesce(reason, '')
        ELSE 'ntc_evt_' || substr(line_id, 6) || '_' || coalesce(replays, version)::text
    END
) STORED;
ALTER TABLE event ADD CONSTRAINT event_notice FOREIGN KEY (line_id, notice_id) REFERENCES notice (line_id, id) NOT VALID;

-- announced_by: the decision that announced the fall which is to come.
ALTER TABLE profile ADD COLUMN announced_by text;
ALTER TABLE profile ADD COLUMN announced_notice_id text GENERATED ALWAYS AS (
    CASE WHEN announced_limit_minor IS NOT NULL THEN 'ntc_' || coalesce(announced_by, '') END
) STORED;
ALTER TABLE profile ADD CONSTRAINT profile_announced_notice
    FOREIGN KEY (line_id, announced_notice_id) REFERENCES notice (line_id, id) NOT VALID;

-- Where a borrower gets notices by e-mail; the latest row of a line holds, null: nowhere.
CREATE TABLE mailbox (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    line_id text NOT NULL REFERENCES line (id),
    address text,
    set_at  timestamptz NOT NULL,
    set_by  text NOT NULL
);

CREATE INDEX mailbox_line ON mailbox (line_id, number);

-- An e-mail that is to be sent, written with its notice.
CREATE TABLE mail (
    notice_id     text PRIMARY KEY REFERENCES notice (id),
    address       text NOT NULL,
    state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts      smallint NOT NULL DEFAULT 0,
    due_at        timestamptz,
    claimed_until timestamptz
);

CREATE INDEX mail_waiting ON mail (due_at) WHERE state = 'waiting';

-- The proof: what became of a notice, by which channel.
CREATE TABLE notice_delivery (
    number    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id text NOT NULL REFERENCES notice (id),
    channel   text NOT NULL CHECK (channel IN ('page', 'email')),
    what      text NOT NULL CHECK (what IN ('published', 'opened', 'sent', 'deferred', 'failed')),
    at        timestamptz NOT NULL,
    detail    text NOT NULL DEFAULT ''
);

CREATE INDEX notice_delivery_notice ON notice_delivery (notice_id, number);

-- Where programs get messages. No secret is kept: it is derived from the server's, the id and the generation.
CREATE TABLE webhook_endpoint (
    id           text PRIMARY KEY CHECK (starts_with(id, 'whe_')),
    url          text NOT NULL,
    types        text[] NOT NULL,
    generation   integer NOT NULL DEFAULT 1 CHECK (generation >= 1),
    rotated_at   timestamptz,
    created_at   timestamptz NOT NULL,
    created_by   text NOT NULL,
    disabled_at  timestamptz,
    disabled_why text
);

-- What is to be told, written in the transaction of what it tells. content: the bytes that are sent, once they are made.
CREATE TABLE outbox (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id      text NOT NULL UNIQUE DEFAULT 'msg_' || replace(gen_random_uuid()::text, '-', ''),
    type    text NOT NULL,
    line_id text NOT NULL,
    subject text NOT NULL,
    at      timestamptz NOT NULL,
    content text
);

CREATE TABLE webhook_delivery (
    message       bigint NOT NULL REFERENCES outbox (number),
    endpoint_id   text NOT NULL REFERENCES webhook_endpoint (id),
    line_id       text NOT NULL,
    state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed', 'disabled')),
    attempts      smallint NOT NULL DEFAULT 0,
    due_at        timestamptz,
    claimed_until timestamptz,
    delivered_at  timestamptz,
    PRIMARY KEY (endpoint_id, message)
);

CREATE INDEX webhook_delivery_waiting ON webhook_delivery (endpoint_id, line_id, message) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_message ON webhook_delivery (message);

CREATE TABLE webhook_attempt (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message     bigint NOT NULL,
    endpoint_id text NOT NULL,
    at          timestamptz NOT NULL,
    status      integer,
    took_ms     integer NOT NULL,
    error       text,
    FOREIGN KEY (endpoint_id, message) REFERENCES webhook_delivery (endpoint_id, message)
);

CREATE INDEX webhook_attempt_delivery ON webhook_attempt (endpoint_id, message);

-- Tell every endpoint that wants to hear of `what`; where none does, nothing is written.
CREATE FUNCTION tell_endpoints(what text, about_line text, about text, told_at timestamptz) RETURNS void
LANGUAGE sql AS $$
    WITH wanted AS (
        SELECT id FROM webhook_endpoint WHERE disabled_at IS NULL AND (types = '{}' OR what = ANY (types))
    ), message AS (
        INSERT INTO outbox (type, line_id, subject, at)
        SELECT what, about_line, about, told_at WHERE EXISTS (SELECT FROM wanted)
        RETURNING number
    )
    INSERT INTO webhook_delivery (message, endpoint_id, line_id)
    SELECT message.number, wanted.id, about_line FROM message, wanted
$$;

CREATE FUNCTION tell_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_endpoints('limit.decided', NEW.line_id, NEW.id, NEW.decided_at);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_decision AFTER INSERT ON decision FOR EACH ROW EXECUTE FUNCTION tell_decision();

CREATE FUNCTION tell_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_endpoints('limit.offered', NEW.line_id, NEW.id, NEW.made_at);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_offer AFTER INSERT ON offer FOR EACH ROW WHEN (NEW.state = 'open') EXECUTE FUNCTION tell_offer();

-- The trigger's argument is the type of the message.
CREATE FUNCTION tell_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_endpoints(
        TG_ARGV[0], NEW.line_id, 'evt_' || substr(NEW.line_id, 6) || '_' || NEW.version, NEW.booked_at);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_decrease AFTER INSERT ON event FOR EACH ROW
    WHEN (NEW.notice_id IS NOT NULL AND NEW.replays IS NULL) EXECUTE FUNCTION tell_event('limit.decreased');
CREATE TRIGGER tell_repaid_in_full AFTER INSERT ON event FOR EACH ROW
    WHEN (NEW.kind = 'repayment' AND NEW.outcome = 'accepted' AND NEW.replays IS NULL
        AND NEW.principal_minor + NEW.interest_minor + NEW.fees_minor = 0 AND NEW.credit_minor < NEW.amount_minor)
    EXECUTE FUNCTION tell_event('line.repaid_in_full');
CREATE TRIGGER tell_returned AFTER INSERT ON event FOR EACH ROW
    WHEN (NEW.kind = 'repayment_returned' AND NEW.outcome = 'accepted' AND NEW.replays IS NULL)
    EXECUTE FUNCTION tell_event('repayment.returned');

CREATE FUNCTION tell_flag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_endpoints(TG_ARGV[0], NEW.line_id, NEW.id, coalesce(NEW.closed_at, NEW.raised_at));
    RETURN NULL;
END $$;
CREATE TRIGGER tell_flag_raised AFTER INSERT ON flag FOR EACH ROW
    WHEN (NEW.state = 'open') EXECUTE FUNCTION tell_flag('flag.raised');
CREATE TRIGGER tell_flag_released AFTER UPDATE ON flag FOR EACH ROW
    WHEN (OLD.state = 'open' AND NEW.state IN ('cleared', 'lapsed')) EXECUTE FUNCTION tell_flag('flag.released');

CREATE FUNCTION tell_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_endpoints('appeal.updated', appeal.line_id, appeal.id, NEW.at) FROM appeal WHERE id = NEW.appeal_id;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_appeal AFTER INSERT ON appeal_event FOR EACH ROW
    WHEN (NEW.kind <> 'reminded') EXECUTE FUNCTION tell_appeal();

-- A notice stands on the borrower's page from its commit on; its e-mail waits for the worker.
CREATE FUNCTION give_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO notice_delivery (notice_id, channel, what, at) VALUES (NEW.id, 'page', 'published', NEW.given_at);
    INSERT INTO mail (notice_id, address)
    SELECT NEW.id, latest.address
    FROM (SELECT address FROM mailbox WHERE line_id = NEW.line_id ORDER BY number DESC LIMIT 1) AS latest
    WHERE latest.address IS NOT NULL;
    PERFORM tell_endpoints('notice.issued', NEW.line_id, NEW.id, NEW.given_at);
    RETURN NULL;
END $$;
CREATE TRIGGER give_notice AFTER INSERT ON notice FOR EACH ROW EXECUTE FUNCTION give_notice();

GRANT SELECT, INSERT ON lender_identity, notice, notice_delivery, mailbox, webhook_attempt TO creditline_app;
GRANT SELECT, INSERT, UPDATE ON mail, webhook_endpoint, outbox, webhook_delivery TO creditline_app;
