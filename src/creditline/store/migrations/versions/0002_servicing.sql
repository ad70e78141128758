-- Servicing: products, schedules and dues, replayed history, the day tape and how far each line's days are closed.

ALTER TABLE line
    ADD COLUMN product_id text,
    ADD COLUMN product_from date,
    ADD COLUMN servicing jsonb,
    ADD CHECK ((product_id IS NULL) = (product_from IS NULL)),
    DROP CONSTRAINT line_status_check,
    ADD CONSTRAINT line_status_check CHECK (status IN ('open', 'frozen', 'closed', 'charged_off', 'settled'));

ALTER TABLE event
    ADD COLUMN replays integer,
    ADD COLUMN detail jsonb,
    ADD COLUMN servicing jsonb;

DROP INDEX event_reversed_once;
CREATE UNIQUE INDEX event_reversed_once ON event (line_id, refers_to)
    WHERE kind IN ('reversal', 'repayment_returned') AND outcome = 'accepted';

-- One row a line and day, as it stood when the day ended. A day whose history was replayed gets another row under the
-- line's later version; the highest version tells how the day stands now, the others what was known before.
CREATE TABLE day_tape (
    line_id          text NOT NULL,
    day              date NOT NULL,
    version          integer NOT NULL,
    booked_at        timestamptz NOT NULL,
    status           text NOT NULL,
    limit_minor      bigint,
    principal_minor  bigint NOT NULL,
    interest_minor   bigint NOT NULL,
    fees_minor       bigint NOT NULL,
    credit_minor     bigint NOT NULL,
    held_minor       bigint NOT NULL,
    unreleased_minor bigint NOT NULL,
    available_minor  bigint NOT NULL,
    days_past_due    integer NOT NULL,
    bucket           smallint NOT NULL,
    full_in_row      integer NOT NULL,
    minimum_in_row   integer NOT NULL,
    utilisation_bps  integer,
    PRIMARY KEY (day, line_id, version)  -- a day is written at once: its rows stand together
);

CREATE TABLE closing (
    line_id   text PRIMARY KEY,
    closed_on date NOT NULL
) WITH (fillfactor = 70);

GRANT SELECT, INSERT ON day_tape TO creditline_app;
GRANT SELECT, INSERT, UPDATE ON closing TO creditline_app;
