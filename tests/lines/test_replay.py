"""History is replayed where money counts from an earlier day: whatever the order of arrival, the line is the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offers import INSTALMENTS, make_product, make_revolving, with_product

from building import FIVE_BPS_A_DAY, Story, make_stamp, on_day
from creditline.lines import commands
from creditline.lines.apply import apply
from creditline.lines.event import EventKind
from creditline.lines.line import Line, Status
from creditline.lines.product import Method
from creditline.lines.replay import timeline

LATEST = 120


def told(terms: dict[str, Any], asked: list[tuple[int, str, int]]) -> Story:
    """A line that draws 600,000 on day 0; then what is asked, in the order given, each counting from its own day."""
    story = Story(1_000_000, **terms)
    story.draw(600_000)
    for day, verb, amount in asked:
        story.day = max(story.day, day)
        if verb == "repay":
            story.repay(amount, day=day)
        elif verb == "refund":
            story.refund(amount, day=day)
        else:
            story.draw(amount, day=day, forced=True)
    story.day = LATEST
    story.look()
    return story


def figures(line: Line) -> tuple[object, ...]:
    servicing = line.servicing
    return line.balances, line.status, line.accrual_residue, line.accrued_on, servicing


ASKED = st.lists(
    st.tuples(st.integers(1, LATEST), st.sampled_from(["repay", "repay", "refund", "draw"]), st.integers(1, 400_000)),
    unique_by=lambda each: each[0],
    max_size=7,
)
TERMS = {
    "plain": {"rate_bps": FIVE_BPS_A_DAY},
    "statements": with_product(make_revolving(rate_bps=FIVE_BPS_A_DAY, penalty_rate_bps=365, late_fee_minor=0)),
}


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
@given(asked=ASKED, data=st.data())
def test_whatever_order_things_arrive_in_the_line_is_as_if_they_had_come_in_order(
    terms: dict[str, Any], asked: list[tuple[int, str, int]], data: st.DataObject
) -> None:
    shuffled = told(terms, data.draw(st.permutations(asked)))
    in_order = told(terms, sorted(asked))
    assert figures(shuffled.line) == figures(in_order.line)
    assert shuffled.interest_earned == in_order.interest_earned


@given(
    asked=st.lists(st.tuples(st.integers(1, LATEST), st.integers(1, 150_000)), unique_by=lambda a: a[0], max_size=6),
    data=st.data(),
)
def test_repayments_of_instalments_may_arrive_in_any_order(asked: list[tuple[int, int]], data: st.DataObject) -> None:
    terms = with_product(make_product(penalty_rate_bps=300, grace_days=3))
    ordered = [(day, "repay", amount) for day, amount in sorted(asked)]
    shuffled = told(terms, data.draw(st.permutations(ordered)))
    in_order = told(terms, ordered)
    assert figures(shuffled.line) == figures(in_order.line)


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
@given(asked=ASKED, data=st.data())
def test_what_was_reversed_leaves_the_line_as_if_it_had_never_been(
    terms: dict[str, Any], asked: list[tuple[int, str, int]], data: st.DataObject
) -> None:
    if not asked:
        return
    undone = data.draw(st.sampled_from(asked))
    story = told(terms, sorted(asked))
    at = on_day(undone[0])
    target = next(event for event in story.events if event.asked_for and event.effective_at == at)
    assert story.reverse(target).accepted
    without = told(terms, sorted(each for each in asked if each != undone))
    assert story.line.balances == without.line.balances
    assert story.line.servicing == without.line.servicing


def test_a_late_fee_goes_when_the_payment_turns_out_to_have_been_in_time() -> None:
    story = Story(10_000, **with_product(make_revolving(late_fee_minor=400)))
    story.draw(1_000)
    story.wait(40).look()
    assert story.line.balances.fees == 400
    story.repay(100, day=20)
    assert story.line.balances.fees == 0
    assert story.line.servicing.late_since is None
    kept = [event.kind for event in timeline(story.events)]
    assert EventKind.BECAME_PAST_DUE not in kept
    assert EventKind.BECAME_PAST_DUE in [event.kind for event in story.events], "what was known before is kept"


def test_a_late_fee_stays_when_history_is_replayed_for_another_reason() -> None:
    story = Story(10_000, **with_product(make_revolving(late_fee_minor=400)))
    story.draw(1_000)
    story.wait(40).look()
    story.repay(50, day=20)
    assert story.line.balances.fees == 400


def test_a_past_that_begins_with_a_refusal_is_as_good_as_all_of_it() -> None:
    """A draw is declined just before the repayment that bounces: what is read of the past begins with it."""
    story = Story(1_000)
    story.draw(900)
    declined = story.wait(3).draw(500)
    repaid = story.wait(1).repay(400)
    story.wait(2).draw(100)
    undo = commands.Reverse(
        line_id=story.id, stamp=make_stamp(on_day(9)), event=repaid.version, reason="R01", target=repaid
    )
    assert not declined.accepted
    bounded = apply(story.line, undo, story.events[declined.version - 1 :])
    assert bounded[-1].after.balances == apply(story.line, undo, story.events)[-1].after.balances
    assert bounded[-1].after.balances.principal == 1_000


def test_versions_are_never_edited_and_replayed_events_name_what_they_replay() -> None:
    story = Story(10_000)
    story.wait(2).draw(1_000)
    story.wait(8).repay(300)
    before = list(story.events)
    story.repay(100, day=5)
    assert story.events[: len(before)] == before
    rewound, repaid, again = story.events[len(before) :]
    assert (rewound.kind, rewound.refers_to) == (EventKind.REWOUND, 2)
    assert (repaid.replays, again.replays, again.kind) == (None, 3, EventKind.REPAYMENT)
    assert again.effective_at == before[-1].effective_at


def test_a_draw_that_turns_out_to_come_after_the_charge_off_has_no_plan() -> None:
    product = make_product(
        rate_bps=FIVE_BPS_A_DAY,
        methods=(Method.REVOLVING, *INSTALMENTS),
        statement_day=5,
        due_after_days=20,
        minimum_share_bps=1_000,
        grace_days=0,
        charge_off_after_days=60,
    )
    story = Story(100_000, **with_product(product))
    story.draw(346, method=Method.REVOLVING)
    paid = []
    for days in (22, 33):
        story.wait(days)
        story.look()
        paid.append(story.repay(story.line.servicing.unpaid_minor))
    story.wait(21)
    story.look()
    story.bounce(paid[0])
    story.wait(8)
    assert story.draw(1, method=Method.BULLET, periods=3).accepted
    story.bounce(paid[1])
    assert story.line.status is Status.CHARGED_OFF
    assert (story.line.servicing.plans, story.line.servicing.dues) == ((), ())
