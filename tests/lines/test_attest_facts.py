"""What is vouched for about a borrower is an event: it says what, moves nothing, and is replayed as it is."""

from datetime import date, timedelta
from typing import Any

import pytest

from building import FIRST_DAY, Story, make_fact
from creditline.lines.apply import CurrencyMismatch
from creditline.lines.attest_facts import LARGEST_FACT_MINOR, FactUnusable
from creditline.lines.attested_fact import FactKind
from creditline.lines.commands import AttestFacts
from creditline.lines.event import EventKind

INCOME = make_fact(FactKind.INCOME, 500_000, FIRST_DAY, consent=None)


def test_the_event_tells_the_facts_moves_nothing_and_moves_the_version() -> None:
    story = Story(1_000)
    before = story.line
    inquiries = make_fact(FactKind.INQUIRIES, 3, FIRST_DAY, until=FIRST_DAY + timedelta(days=90))
    event = story.attest(INCOME, inquiries)
    assert (event.kind, event.amount_minor, event.entries) == (EventKind.FACTS_ATTESTED, 0, ())
    assert (event.after.version, event.after.balances) == (before.version + 1, before.balances)
    assert event.attested == (INCOME, inquiries)
    assert event.detail == {
        "facts": [
            {"kind": "income", "amount_minor": 500_000, "on": "2026-01-01", "source": "a document"},
            {
                "kind": "inquiries",
                "count": 3,
                "on": "2026-01-01",
                "source": "a document",
                "until": "2026-04-01",
                "consent": "con_1",
            },
        ]
    }


@pytest.mark.parametrize("end", ["closed", "frozen", "charged off"])
def test_facts_are_recorded_whatever_has_become_of_the_line(end: str) -> None:
    story = Story(1_000)
    {"closed": story.close, "frozen": story.freeze, "charged off": story.charge_off}[end]()
    assert story.attest(INCOME).accepted


def test_history_that_is_replayed_carries_the_event_along_and_attests_nothing_twice() -> None:
    story = Story(1_000)
    story.draw(100)
    told = story.wait(3).attest(INCOME)
    story.wait(1).repay(50, day=1)
    again = next(event for event in story.events if event.replays == told.version)
    assert (again.kind, again.detail, again.effective_at) == (told.kind, told.detail, told.effective_at)
    assert [event for event in story.events if event.attested] == [told]


def test_it_cannot_be_reversed() -> None:
    story = Story(1_000)
    assert story.reverse(story.attest(INCOME)).outcome == "not_reversible"


@pytest.mark.parametrize(
    ("kind", "amount", "more", "code", "field"),
    [
        (FactKind.EXTERNAL_DEBT, 1, {"consent": None}, "fact-without-consent", "consent"),
        (FactKind.INQUIRIES, 1, {"consent": ""}, "fact-without-consent", "consent"),
        (FactKind.INQUIRIES, None, {"consent": None}, "fact-without-consent", "consent"),
        (FactKind.INCOME, 1, {"on": FIRST_DAY + timedelta(days=1)}, "fact-to-come", "on"),
        (FactKind.INCOME, 1, {"on": date(1970, 12, 31)}, "fact-day-unusable", "on"),
        (FactKind.INCOME, 1, {"until": date(2149, 1, 1)}, "fact-day-unusable", "until"),
        (FactKind.INCOME, 1, {"until": FIRST_DAY - timedelta(days=1)}, "fact-ends-too-soon", "until"),
        (FactKind.ASSETS, -1, {}, "fact-amount-unusable", "amount"),
        (FactKind.ASSETS, LARGEST_FACT_MINOR + 1, {}, "fact-amount-unusable", "amount"),
        (FactKind.INQUIRIES, -1, {}, "fact-amount-unusable", "count"),
        (FactKind.INCOME, 10, {"part_minor": 1}, "fact-part-unusable", "part"),
        (FactKind.REVENUE, 10, {"on": date(2025, 12, 31), "part_minor": 11}, "fact-part-unusable", "part"),
        (FactKind.REVENUE, 10, {"on": date(2025, 12, 31), "part_minor": -1}, "fact-part-unusable", "part"),
        (FactKind.REVENUE, None, {"on": date(2025, 12, 31), "part_minor": 1}, "fact-part-unusable", "part"),
        (FactKind.REVENUE, 10, {"on": date(2025, 12, 30)}, "revenue-within-month", "on"),
    ],
)
def test_a_fact_that_cannot_be_used_is_named_and_none_is_recorded(
    kind: FactKind, amount: int | None, more: dict[str, Any], code: str, field: str
) -> None:
    story = Story(1_000)
    with pytest.raises(FactUnusable) as unusable:
        story.attest(INCOME, make_fact(kind, amount, **{"on": FIRST_DAY, **more}))
    assert (unusable.value.code, unusable.value.field, unusable.value.number) == (code, field, 1)
    assert len(story.events) == 1


def test_amounts_are_in_the_currency_of_the_line() -> None:
    story = Story(1_000)
    with pytest.raises(CurrencyMismatch):
        story.ask(AttestFacts(**story._asked(None), facts=(INCOME,), currency="USD"))
