"""What can be done to an appeal in which state, and what follows. One row a case; what is expected stands last."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from appealing import AT, BORROWER, FILED_ON, NATIONAL_DAY, OFFICER, SECOND, WORDS, filed, paper, taken

from creditline.appeals import refusals
from creditline.appeals.appeal import Appeal, AppealEvent, AppealOutcome, Effect, Happened, State
from creditline.appeals.deciding import Verdict, approve, decide, label_of, send_back
from creditline.appeals.filing import expire, send_more, withdraw
from creditline.appeals.promise import DEFAULT_RULES
from creditline.appeals.work import ask_for_more, assign, extend, remind, unassign

LIMIT_MINOR = 800_000


def decided(
    appeal: Appeal, outcome: AppealOutcome = AppealOutcome.UPHELD, *, limit: int | None = None, **more: Any
) -> AppealEvent:
    verdict = Verdict(
        outcome=outcome,
        words=more.pop("words", "Your pay slip shows it."),
        effect=Effect(limit, more.pop("releases", ())),
        considered_s=more.pop("considered_s", 60),
    )
    given: dict[str, Any] = {"limit_minor": LIMIT_MINOR, "evidence": [], "by": OFFICER, "at": AT, "on": FILED_ON}
    return decide(appeal, verdict, rules=DEFAULT_RULES, **{**given, **more})


def proposed() -> Appeal:
    return decided(taken(), limit=LIMIT_MINOR + 1_000_001).after


def asked() -> Appeal:
    return ask_for_more(
        taken(), words="Please send October.", by=OFFICER, at=AT, on=FILED_ON, rules=DEFAULT_RULES
    ).after


def settled() -> Appeal:
    return withdraw(filed(), by=BORROWER, at=AT).after


STEPS: list[tuple[str, Callable[[Appeal], AppealEvent | None]]] = [
    ("assign", lambda appeal: assign(appeal, to="stf_1", by=OFFICER, at=AT)),
    ("unassign", lambda appeal: unassign(appeal, by=OFFICER, at=AT)),
    (
        "ask",
        lambda appeal: ask_for_more(appeal, words=WORDS, by=OFFICER, at=AT, on=FILED_ON, rules=DEFAULT_RULES),
    ),
    ("more", lambda appeal: send_more(appeal, words=WORDS, by=BORROWER, at=AT)),
    ("decide", decided),
    ("approve", lambda appeal: approve(appeal, considered_s=60, by=SECOND, at=AT, rules=DEFAULT_RULES)),
    ("send back", lambda appeal: send_back(appeal, words=WORDS, by=SECOND, at=AT)),
    ("withdraw", lambda appeal: withdraw(appeal, by=BORROWER, at=AT)),
    (
        "extend",
        lambda appeal: extend(
            appeal,
            words=WORDS,
            by=SECOND,
            at=AT,
            filed_on=FILED_ON,
            rules=DEFAULT_RULES,
            calendar=NATIONAL_DAY,
        ),
    ),
]
STARTS = {"filed": filed, "assigned": taken, "needs_more": asked, "proposed": proposed, "settled": settled}
NO, OVER = refusals.AppealElsewhere, refusals.AppealSettled
FOLLOWS: dict[str, dict[str, State | type[Exception]]] = {
    "assign": {
        "filed": State.ASSIGNED, "assigned": State.ASSIGNED, "needs_more": State.NEEDS_MORE,
        "proposed": State.PROPOSED, "settled": OVER,
    },
    "unassign": {"filed": NO, "assigned": State.FILED, "needs_more": NO, "proposed": NO, "settled": OVER},
    "ask": {"filed": NO, "assigned": State.NEEDS_MORE, "needs_more": NO, "proposed": NO, "settled": OVER},
    "more": {
        "filed": State.FILED, "assigned": State.ASSIGNED, "needs_more": State.ASSIGNED,
        "proposed": State.PROPOSED, "settled": OVER,
    },
    "decide": {"filed": NO, "assigned": State.DECIDED, "needs_more": NO, "proposed": NO, "settled": OVER},
    "approve": {"filed": NO, "assigned": NO, "needs_more": NO, "proposed": State.DECIDED, "settled": OVER},
    "send back": {"filed": NO, "assigned": NO, "needs_more": NO, "proposed": State.ASSIGNED, "settled": OVER},
    "withdraw": {
        "filed": State.WITHDRAWN, "assigned": State.WITHDRAWN, "needs_more": State.WITHDRAWN,
        "proposed": State.WITHDRAWN, "settled": OVER,
    },
    "extend": {
        "filed": State.FILED, "assigned": State.ASSIGNED, "needs_more": State.NEEDS_MORE,
        "proposed": State.PROPOSED, "settled": OVER,
    },
}  # fmt: skip
CASES = [(act, start, FOLLOWS[name][start]) for name, act in STEPS for start in STARTS]
NAMES = [f"{name} when {start}" for name, _ in STEPS for start in STARTS]


@pytest.mark.parametrize(("act", "start", "expected"), CASES, ids=NAMES)
def test_a_step_leads_from_its_states_only(
    act: Callable[[Appeal], AppealEvent], start: str, expected: State | type[Exception]
) -> None:
    before = STARTS[start]()
    if isinstance(expected, State):
        after = act(before).after
        assert (after.state, after.version) == (expected, before.version + 1)
    else:
        with pytest.raises(expected):
            act(before)


@pytest.mark.parametrize(
    ("limit", "more", "expected"),
    [
        (None, {}, State.DECIDED),
        (LIMIT_MINOR, {}, State.DECIDED),
        (LIMIT_MINOR + 1_000_000, {}, State.DECIDED),
        (LIMIT_MINOR + 1_000_001, {}, State.PROPOSED),
        (1_000_001, {"limit_minor": None}, State.PROPOSED),
        (LIMIT_MINOR - 1, {}, refusals.AppealWouldLower),
        (LIMIT_MINOR + 1, {"outcome": AppealOutcome.NOT_UPHELD}, refusals.EffectMisplaced),
        (None, {"outcome": AppealOutcome.NOT_UPHELD, "releases": ("freeze",)}, refusals.EffectMisplaced),
        (None, {"words": "  no   "}, refusals.OwnWordsMissing),
        (None, {"evidence": [paper(FILED_ON - timedelta(days=1))]}, refusals.EvidenceTooOld),
        (None, {"evidence": [paper(FILED_ON - timedelta(days=1)), paper(FILED_ON)]}, State.DECIDED),
    ],
)
def test_a_decision(limit: int | None, more: dict[str, Any], expected: State | type[Exception]) -> None:
    if isinstance(expected, State):
        assert decided(taken(), limit=limit, **more).after.state is expected
    else:
        with pytest.raises(expected):
            decided(taken(), limit=limit, **more)


@pytest.mark.parametrize(
    ("outcome", "considered_s", "expected"),
    [
        (AppealOutcome.UPHELD, 9, True),
        (AppealOutcome.PARTLY_UPHELD, 0, True),
        (AppealOutcome.UPHELD, 10, False),
        (AppealOutcome.NOT_UPHELD, 0, False),
    ],
)
def test_approving_in_under_ten_seconds_is_flagged(
    outcome: AppealOutcome, considered_s: int, *, expected: bool
) -> None:
    event = decided(taken(), outcome, considered_s=considered_s)
    assert event.after.hasty is expected
    assert event.detail == ("hasty" if expected else None)


def test_whoever_proposed_does_not_approve() -> None:
    with pytest.raises(refusals.SecondPersonMissing):
        approve(proposed(), considered_s=60, by=OFFICER, at=AT, rules=DEFAULT_RULES)


def test_what_was_sent_back_can_be_proposed_by_the_other_and_approved_by_the_first() -> None:
    back = send_back(proposed(), words="The slip is of another person.", by=SECOND, at=AT).after
    assert (back.outcome, back.effect.nothing, back.proposed_by) == (None, True, None)
    again = decided(back, limit=LIMIT_MINOR + 2_000_000, by=SECOND).after
    assert approve(again, considered_s=60, by=OFFICER, at=AT, rules=DEFAULT_RULES).after.state is State.DECIDED


def test_a_complaint_is_extended_twice_and_no_further() -> None:
    appeal = taken()
    for expected in (date(2026, 12, 23), date(2027, 1, 22)):
        event = extend(
            appeal, words=WORDS, by=SECOND, at=AT, filed_on=FILED_ON, rules=DEFAULT_RULES, calendar=NATIONAL_DAY
        )
        assert (event.kind, event.by, event.after.promised_on) == (Happened.EXTENDED, SECOND, expected)
        appeal = event.after
    with pytest.raises(refusals.NoExtensionLeft):
        extend(appeal, words=WORDS, by=SECOND, at=AT, filed_on=FILED_ON, rules=DEFAULT_RULES, calendar=NATIONAL_DAY)


@pytest.mark.parametrize(
    ("appeal", "on", "ends"),
    [
        (asked(), date(2026, 12, 7), False),
        (asked(), date(2026, 12, 8), True),
        (taken(), date(2027, 12, 8), False),
    ],
)
def test_an_appeal_ends_when_what_was_asked_for_is_not_sent(appeal: Appeal, on: date, *, ends: bool) -> None:
    event = expire(appeal, by=OFFICER, at=datetime(2026, 12, 8, tzinfo=UTC), on=on)
    assert (event is not None and event.after.state is State.EXPIRED) is ends


def test_a_reminder_changes_nothing_but_the_number() -> None:
    before = taken()
    after = remind(before, percent=50, by=OFFICER, at=AT).after
    assert (after.state, after.promised_on, after.version) == (before.state, before.promised_on, before.version + 1)


def test_an_outcome_says_what_the_decision_was() -> None:
    assert [label_of(outcome) for outcome in AppealOutcome] == ["wrong", "partly_wrong", "right"]
