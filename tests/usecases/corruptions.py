"""Each way to corrupt the healthy book, and all that the check then finds."""

DROP_CONSTRAINTS = """
DO $$
DECLARE guard record;
BEGIN
    FOR guard IN SELECT conrelid::regclass AS holder, conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'c', 'u', 'p') ORDER BY contype <> 'f'
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', guard.holder, guard.conname);
    END LOOP;
    DROP INDEX event_key, event_reversed_once;
END $$
"""

KEEP_A_COPY = """
CREATE SCHEMA kept;
ALTER TABLE event ALTER COLUMN notice_id DROP EXPRESSION;
CREATE TABLE kept.line AS TABLE line;
CREATE TABLE kept.event AS TABLE event;
CREATE TABLE kept.entry AS TABLE entry;
CREATE TABLE kept.hold AS TABLE hold;
CREATE TABLE kept.day_tape AS TABLE day_tape;
CREATE TABLE kept.closing AS TABLE closing;
CREATE TABLE kept.attested_fact AS TABLE attested_fact
"""

RESTORE_THE_COPY = """
TRUNCATE line, event, entry, hold, day_tape, closing, attested_fact;
INSERT INTO line TABLE kept.line;
INSERT INTO event TABLE kept.event;
INSERT INTO entry TABLE kept.entry;
INSERT INTO hold TABLE kept.hold;
INSERT INTO day_tape TABLE kept.day_tape;
INSERT INTO closing TABLE kept.closing;
INSERT INTO attested_fact OVERRIDING SYSTEM VALUE TABLE kept.attested_fact
"""

MANY_ENTRIES_OF_NO_EVENT = """
INSERT INTO entry SELECT 'line_shop', n, 1, 'settlement', 1, NULL, NULL FROM generate_series(100, 199) n
"""

# one row a corruption: what is done to the book, and all that the check then finds
CORRUPTIONS = {
    "an entry's amount is changed": (
        "UPDATE entry SET amount_minor = 50001 WHERE line_id = 'line_shop' AND version = 2 AND account = 'principal'",
        {
            "balances_move_by_entries": ["evt_shop_2"],
            "entries_chain": ["evt_shop_2"],
            "entries_sum_to_zero_in_all": ["CNY"],
            "entries_sum_to_zero_per_event": ["evt_shop_2"],
            "lines_are_their_entries": ["line_shop"],
        },
    ),
    "a leg of the lender's own account is lost": (
        "DELETE FROM entry WHERE line_id = 'line_closed' AND version = 2 AND account = 'settlement'",
        {
            "entries_sum_to_zero_in_all": ["JPY"],
            "entries_sum_to_zero_per_event": ["evt_closed_2"],
            "entries_tell_the_amount": ["evt_closed_2"],
        },
    ),
    "two errors in different currencies cancel out in number": (
        """UPDATE entry SET amount_minor = amount_minor + CASE line_id WHEN 'line_shop' THEN 7 ELSE -7 END
           WHERE account = 'settlement' AND (line_id, version) IN (('line_shop', 2), ('line_closed', 2))""",
        {
            "entries_sum_to_zero_in_all": ["CNY", "JPY"],
            "entries_sum_to_zero_per_event": ["evt_closed_2", "evt_shop_2"],
            "entries_tell_the_amount": ["evt_closed_2", "evt_shop_2"],
        },
    ),
    "a line's principal is changed": (
        "UPDATE line SET principal_minor = principal_minor + 1 WHERE id = 'line_hotel'",
        {"lines_are_their_entries": ["line_hotel"], "lines_are_their_last_event": ["line_hotel"]},
    ),
    "a line's interest is changed": (
        "UPDATE line SET interest_minor = interest_minor + 1 WHERE id = 'line_shop'",
        {"lines_are_their_entries": ["line_shop"], "lines_are_their_last_event": ["line_shop"]},
    ),
    "a line's fees are changed": (
        "UPDATE line SET fees_minor = fees_minor + 1 WHERE id = 'line_shop'",
        {"lines_are_their_entries": ["line_shop"], "lines_are_their_last_event": ["line_shop"]},
    ),
    "a line's credit balance is wiped": (
        "UPDATE line SET credit_minor = 0 WHERE id = 'line_closed'",
        {"lines_are_their_entries": ["line_closed"], "lines_are_their_last_event": ["line_closed"]},
    ),
    "a line's credit balance turns into a debt": (
        "UPDATE line SET credit_minor = -credit_minor WHERE id = 'line_closed'",
        {"lines_are_their_entries": ["line_closed"], "lines_are_their_last_event": ["line_closed"]},
    ),
    "a line's limit is changed without an event": (
        "UPDATE line SET limit_minor = 5000 WHERE id = 'line_shop'",
        {"lines_are_their_last_event": ["line_shop"]},
    ),
    "a line's limit is taken away without an event": (
        "UPDATE line SET limit_minor = NULL WHERE id = 'line_shop'",
        {"lines_are_their_last_event": ["line_shop"]},
    ),
    "a line is frozen without an event": (
        "UPDATE line SET status = 'frozen' WHERE id = 'line_ended'",
        {"lines_are_their_last_event": ["line_ended"]},
    ),
    "a line's interest is carried wrongly": (
        "UPDATE line SET accrual_residue = accrual_residue + 1 WHERE id = 'line_shop'",
        {"lines_are_their_last_event": ["line_shop"]},
    ),
    "a line's interest is counted from another day": (
        "UPDATE line SET accrued_on = accrued_on - 1 WHERE id = 'line_shop'",
        {"lines_are_their_last_event": ["line_shop"]},
    ),
    "a line forgets when it last moved": (
        "UPDATE line SET moved_at = moved_at - interval '1 day' WHERE id = 'line_shop'",
        {"lines_are_their_last_event": ["line_shop"]},
    ),
    "a running balance is broken": (
        """UPDATE entry SET previous_minor = previous_minor + 5, current_minor = current_minor + 5
           WHERE line_id = 'line_shop' AND version = 5 AND account = 'principal'""",
        {"entries_chain": ["evt_shop_5", "evt_shop_7"]},
    ),
    "a first balance does not start from zero": (
        """UPDATE entry SET previous_minor = 1, current_minor = current_minor + 1
           WHERE line_id = 'line_ended' AND version = 2 AND account = 'principal'""",
        {"entries_chain": ["evt_ended_2", "evt_ended_4"]},
    ),
    "a running balance is missing": (
        """UPDATE entry SET previous_minor = NULL, current_minor = NULL
           WHERE line_id = 'line_ended' AND version = 4 AND account = 'principal'""",
        {"entries_chain": ["evt_ended_4"]},
    ),
    "an event is lost": (
        "DELETE FROM event WHERE line_id = 'line_hotel' AND version = 10",
        {
            "versions_have_no_gap": ["line_hotel"],
            "states_move_by_events": ["evt_hotel_11"],
            "refusals_change_nothing": ["evt_hotel_11"],
            "balances_move_by_entries": ["evt_hotel_11"],
        },
    ),
    "the last event is lost": (
        "DELETE FROM event WHERE line_id = 'line_hotel' AND version = 13",
        {"versions_have_no_gap": ["line_hotel"], "tape_days_are_what_events_say": ["line_hotel"]},
    ),
    "all events of a line are lost": (
        "DELETE FROM event WHERE line_id = 'line_closed'",
        {
            "versions_have_no_gap": ["line_closed"],
            "entries_belong_to_events": ["evt_closed_2", "evt_closed_3", "evt_closed_5"],
            "tape_days_are_what_events_say": ["line_closed"],
        },
    ),
    "a line is lost": (
        "DELETE FROM line WHERE id = 'line_ended'",
        {"versions_have_no_gap": ["line_ended"]},
    ),
    "a line's version is ahead": (
        "UPDATE line SET version = version + 1 WHERE id = 'line_shop'",
        {"versions_have_no_gap": ["line_shop"]},
    ),
    "an event is there twice": (
        "INSERT INTO event SELECT * FROM event WHERE line_id = 'line_hotel' AND version = 10",
        {"versions_have_no_gap": ["line_hotel"], "keys_are_used_once": ["line_hotel-9"]},
    ),
    "a draw beyond what was available is made to look accepted": (
        "UPDATE event SET outcome = 'accepted' WHERE line_id = 'line_shop' AND version = 6",
        {
            "draws_are_within_available": ["evt_shop_6"],
            "entries_tell_the_amount": ["evt_shop_6"],
        },
    ),
    "a forced draw is made to look ordinary": (
        "UPDATE event SET forced = false WHERE line_id = 'line_shop' AND version = 7",
        {"draws_are_within_available": ["evt_shop_7"]},
    ),
    "a draw after the term is made to look accepted": (
        "UPDATE event SET outcome = 'accepted', moved_at = effective_at WHERE line_id = 'line_ended' AND version = 3",
        {"draws_are_within_available": ["evt_ended_3"], "entries_tell_the_amount": ["evt_ended_3"]},
    ),
    "a hold on a frozen line is made to look accepted": (
        "UPDATE event SET outcome = 'accepted', moved_at = effective_at WHERE line_id = 'line_hotel' AND version = 11",
        {
            "draws_are_within_available": ["evt_hotel_11"],
            "holds_resolve_once": ["evt_hotel_11"],
            "states_move_by_events": ["evt_hotel_11"],
        },
    ),
    "an event records credit that was not available": (
        "UPDATE event SET available_minor = available_minor + 1 WHERE line_id = 'line_shop' AND version = 5",
        {"available_is_by_the_formula": ["evt_shop_5"]},
    ),
    "a frozen line records available credit": (
        "UPDATE event SET available_minor = 5900 WHERE line_id = 'line_hotel' AND version = 10",
        {"available_is_by_the_formula": ["evt_hotel_10"]},
    ),
    "a line without a limit records available credit": (
        "UPDATE event SET available_minor = 1 WHERE line_id = 'line_hotel' AND version = 1",
        {"available_is_by_the_formula": ["evt_hotel_1"]},
    ),
    "an expired line records available credit": (
        "UPDATE event SET available_minor = 1000 WHERE line_id = 'line_ended' AND version = 4",
        {"available_is_by_the_formula": ["evt_ended_4"]},
    ),
    "an idempotency key is used twice": (
        "UPDATE event SET key = 'line_shop-1' WHERE line_id = 'line_closed' AND version = 2",
        {"keys_are_used_once": ["line_shop-1"]},
    ),
    "more is held than the open holds": (
        """WITH other AS (UPDATE line SET held_minor = 501 WHERE id = 'line_hotel' RETURNING id)
           UPDATE event SET held_minor = 501 WHERE line_id = 'line_hotel' AND version = 13""",
        {
            "held_is_the_open_holds": ["line_hotel"],
            "states_move_by_events": ["evt_hotel_13"],
            "tape_days_are_what_events_say": ["line_hotel"],
        },
    ),
    "a hold is lost": (
        "DELETE FROM hold WHERE line_id = 'line_hotel' AND placed_by = 6",
        {"held_is_the_open_holds": ["line_hotel"], "holds_resolve_once": ["evt_hotel_6"]},
    ),
    "a hold came from nowhere": (
        "INSERT INTO hold VALUES ('line_hotel', 2, 10, now(), 'voided')",
        {"holds_resolve_once": ["evt_hotel_2"]},
    ),
    "a captured hold is open again": (
        "UPDATE hold SET state = 'open' WHERE line_id = 'line_hotel' AND placed_by = 3",
        {"held_is_the_open_holds": ["line_hotel"], "holds_resolve_once": ["evt_hotel_3"]},
    ),
    "a voided hold says it expired": (
        "UPDATE hold SET state = 'expired' WHERE line_id = 'line_hotel' AND placed_by = 4",
        {"holds_resolve_once": ["evt_hotel_4"]},
    ),
    "a hold is resolved twice": (
        "UPDATE event SET refers_to = 4 WHERE line_id = 'line_hotel' AND version = 9",
        {"holds_resolve_once": ["evt_hotel_4", "evt_hotel_5"]},
    ),
    "a hold's amount is changed": (
        "UPDATE hold SET amount_minor = 999999 WHERE line_id = 'line_hotel' AND placed_by = 5",
        {"holds_resolve_once": ["evt_hotel_5"]},
    ),
    "an entry belongs to no event": (
        """INSERT INTO entry VALUES ('line_ended', 9, 1, 'settlement', 5, NULL, NULL),
                                    ('line_ended', 9, 2, 'interest_income', -5, NULL, NULL)""",
        {"entries_belong_to_events": ["evt_ended_9"]},
    ),
    "a refused event moves money": (
        """INSERT INTO entry VALUES ('line_shop', 6, 1, 'settlement', 5, NULL, NULL),
                                    ('line_shop', 6, 2, 'interest_income', -5, NULL, NULL)""",
        {"refusals_change_nothing": ["evt_shop_6"], "rewinds_go_back_exactly": ["evt_shop_8"]},
    ),
    "an event moves money that none of its entries do": (
        "UPDATE event SET fees_minor = 301 WHERE line_id = 'line_shop' AND version = 3",
        {"balances_move_by_entries": ["evt_shop_3", "evt_shop_4"], "tape_days_are_what_events_say": ["line_shop"]},
    ),
    "a repayment says another amount than it moved": (
        "UPDATE event SET amount_minor = 19999 WHERE line_id = 'line_shop' AND version = 5",
        {"entries_tell_the_amount": ["evt_shop_5"]},
    ),
    "a draw's money comes from interest income": (
        "UPDATE entry SET account = 'interest_income' WHERE line_id = 'line_ended' AND version = 2 AND leg = 2",
        {"entries_tell_the_amount": ["evt_ended_2"]},
    ),
    "a fee is told as another fee": (
        "UPDATE event SET amount_minor = 301 WHERE line_id = 'line_shop' AND version = 3",
        {"entries_tell_the_amount": ["evt_shop_3"]},
    ),
    "an accrual says more interest than it booked": (
        "UPDATE event SET amount_minor = amount_minor + 1 WHERE line_id = 'line_shop' AND version = 4",
        {"entries_tell_the_amount": ["evt_shop_4"]},
    ),
    "a limit change moves money": (
        """INSERT INTO entry VALUES ('line_hotel', 2, 1, 'settlement', 5, NULL, NULL),
                                    ('line_hotel', 2, 2, 'fee_income', -5, NULL, NULL)""",
        {"entries_tell_the_amount": ["evt_hotel_2"]},
    ),
    "a reversal moves another amount back": (
        "UPDATE event SET amount_minor = 89999 WHERE line_id = 'line_shop' AND version = 9",
        {"reversals_undo_their_original": ["evt_shop_9"]},
    ),
    "a reversal's money goes elsewhere": (
        """UPDATE entry SET account = 'fee_income'
           WHERE line_id = 'line_shop' AND version = 8 AND account = 'settlement'""",
        {"rewinds_go_back_exactly": ["evt_shop_8"]},
    ),
    "an event is reversed twice": (
        """UPDATE event SET kind = 'reversal', refers_to = 7, amount_minor = 90000
           WHERE line_id = 'line_shop' AND version = 10""",
        {
            "events_are_reversed_once": ["evt_shop_7"],
            "entries_tell_the_amount": ["evt_shop_10"],
            "reversals_undo_their_original": ["evt_shop_10"],
        },
    ),
    "a refused event is reversed": (
        "UPDATE event SET refers_to = 6 WHERE line_id = 'line_shop' AND version = 9",
        {"events_are_reversed_once": ["evt_shop_6"], "reversals_undo_their_original": ["evt_shop_9"]},
    ),
    "a reversal comes before its original": (
        "UPDATE event SET refers_to = 12 WHERE line_id = 'line_shop' AND version = 9",
        {"events_are_reversed_once": ["evt_shop_12"], "reversals_undo_their_original": ["evt_shop_9"]},
    ),
    "a reversal of an event that is not there": (
        "UPDATE event SET refers_to = 99 WHERE line_id = 'line_shop' AND version = 9",
        {"events_are_reversed_once": ["evt_shop_99"]},
    ),
    "an event takes effect before the one before it": (
        """UPDATE event SET effective_at = effective_at - interval '15 days', moved_at = moved_at - interval '15 days'
           WHERE line_id = 'line_shop' AND version = 12""",
        {"effects_never_go_back": ["evt_shop_12"], "tape_days_are_what_events_say": ["line_shop"]},
    ),
    "an event does not count as its line's last movement": (
        "UPDATE event SET moved_at = moved_at - interval '1 hour' WHERE line_id = 'line_hotel' AND version = 12",
        {"effects_never_go_back": ["evt_hotel_12"]},
    ),
    "a limit moves without a limit change": (
        "UPDATE event SET limit_minor = 20000, available_minor = 0 WHERE line_id = 'line_hotel' AND version = 10",
        {
            "refusals_change_nothing": ["evt_hotel_11"],
            "states_move_by_events": ["evt_hotel_10", "evt_hotel_11"],
        },
    ),
    "a limit change says it replaced another limit": (
        "UPDATE event SET limit_before_minor = 9999 WHERE line_id = 'line_hotel' AND version = 13",
        {"states_move_by_events": ["evt_hotel_13"]},
    ),
    "a status moves without an event that says so": (
        "UPDATE event SET kind = 'limit_changed' WHERE line_id = 'line_hotel' AND version = 12",
        {"states_move_by_events": ["evt_hotel_12"]},
    ),
    "a line is opened by something else": (
        "UPDATE event SET kind = 'limit_changed' WHERE line_id = 'line_closed' AND version = 1",
        {"states_move_by_events": ["evt_closed_1"]},
    ),
    "history is rewound to something else": (
        "UPDATE event SET refers_to = 4 WHERE line_id = 'line_shop' AND version = 8",
        {"rewinds_go_back_exactly": ["evt_shop_8"]},
    ),
    "an event replays one of another kind": (
        "UPDATE event SET replays = 3 WHERE line_id = 'line_shop' AND version = 13",
        {"rewinds_go_back_exactly": ["evt_shop_13"]},
    ),
    "a reversed draw is booked anew": (
        "UPDATE event SET replays = 7 WHERE line_id = 'line_shop' AND version = 10",
        {"reversals_undo_their_original": ["evt_shop_9"], "rewinds_go_back_exactly": ["evt_shop_10"]},
    ),
    "an instalment of a schedule is changed": (
        """UPDATE event SET servicing = jsonb_set(servicing, '{plans,0,instalments,1,1}', '1')
           WHERE line_id = 'line_trader' AND version = 2""",
        {"schedules_add_up": ["evt_trader_2"]},
    ),
    "more is asked for than is owed": (
        """UPDATE event SET servicing = jsonb_set(servicing, '{dues,0,interest_minor}', '99999')
           WHERE line_id = 'line_lost' AND kind = 'statement_issued' AND amount_minor = 9014""",
        {"schedules_add_up": ["evt_lost_4"]},
    ),
    "a line's schedule is changed without an event": (
        """UPDATE line SET servicing = jsonb_set(servicing, '{bucket}', '3') WHERE id = 'line_trader'""",
        {"lines_are_their_last_event": ["line_trader"]},
    ),
    "a draw has no schedule": (
        """UPDATE event SET servicing = jsonb_set(servicing, '{plans}', '[]')
           WHERE line_id = 'line_trader' AND version = 2""",
        {"draws_are_planned_in_full": ["evt_trader_2"]},
    ),
    "a write-off says another amount than it booked": (
        "UPDATE event SET amount_minor = 1 WHERE line_id = 'line_lost' AND kind = 'charged_off'",
        {"entries_tell_the_amount": ["evt_lost_43"]},
    ),
    "a loss is booked on a line that was never given up": (
        """INSERT INTO entry VALUES ('line_shop', 2, 8, 'charge_off_loss', 100, 0, 100),
               ('line_shop', 2, 9, 'charged_off', -100, 0, -100)""",
        {"entries_tell_the_amount": ["evt_shop_2"], "losses_are_what_is_owed": ["line_shop"]},
    ),
    "an attested fact says another amount than its event": (
        "UPDATE attested_fact SET amount_minor = amount_minor + 1 WHERE line_id = 'line_ended'",
        {"attested_facts_are_what_events_tell": ["line_ended"]},
    ),
    "an attested fact is lost": (
        "DELETE FROM attested_fact WHERE line_id = 'line_ended'",
        {"attested_facts_are_what_events_tell": ["line_ended"]},
    ),
    "an event tells of a fact that nobody recorded": (
        """UPDATE event SET detail = jsonb_set(detail, '{facts,1}', detail #> '{facts,0}')
           WHERE kind = 'facts_attested'""",
        {"attested_facts_are_what_events_tell": ["line_ended"]},
    ),
    "a day is missing from the tape": (
        "DELETE FROM day_tape WHERE line_id = 'line_shop' AND day = '2026-01-05'",
        {"tape_days_follow_each_other": ["line_shop"]},
    ),
    "a day on the tape says another principal": (
        """UPDATE day_tape SET principal_minor = 1, available_minor = 99999, utilisation_bps = 0
           WHERE line_id = 'line_shop' AND day = '2026-01-05'""",
        {"tape_days_are_what_events_say": ["line_shop"]},
    ),
    "a day on the tape says more was available": (
        "UPDATE day_tape SET available_minor = available_minor + 1 WHERE line_id = 'line_shop' AND day = '2026-01-05'",
        {"tape_days_are_what_events_say": ["line_shop"]},
    ),
}
