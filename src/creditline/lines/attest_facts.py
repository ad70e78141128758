"""Recording what is vouched for about a borrower. It moves no money and is taken in every status of a line."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from creditline.dates.business_date import business_date
from creditline.lines.attested_fact import NEEDS_CONSENT, AttestedFact, FactKind
from creditline.lines.commands import AttestFacts, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.record import record
from creditline.values import changed

LARGEST_FACT_MINOR = 10**12
"""So that a lifetime of months adds up within the numbers that features are kept in."""
EARLIEST, LATEST = date(1971, 1, 1), date(2148, 12, 31)
_ONE_DAY = timedelta(days=1)


class FactUnusable(ValueError):
    """One of the facts cannot be used, so none is recorded. number: its place, from 0. field: what of it is wrong."""

    code = "fact-unusable"

    def __init__(self, words: str, field: str) -> None:
        super().__init__(words)
        self.field, self.number = field, 0


class FactWithoutConsent(FactUnusable):
    """What others say about the borrower is asked for with a consent."""

    code = "fact-without-consent"

    def __init__(self, kind: FactKind) -> None:
        super().__init__(f"The consent is missing, and {kind.value} is recorded only under one. Name it.", "consent")


class ConsentNotGiven(FactUnusable):
    """Where the line has a customer, the consent is one of theirs."""

    code = "consent-not-given"

    def __init__(self, consent: str) -> None:
        words = f"The customer of this line gave no consent '{consent}'. Name one of theirs, or record it first."
        super().__init__(words, "consent")


class ConsentWithdrawn(FactUnusable):
    """Nothing new is recorded under a consent that was withdrawn; what it gave before can be taken back."""

    code = "consent-withdrawn"

    def __init__(self, consent: str) -> None:
        words = f"The customer withdrew the consent '{consent}'. Ask for a new one; until then leave the fact out."
        super().__init__(words, "consent")


class FactToCome(FactUnusable):
    """A fact speaks of a day that has come."""

    code = "fact-to-come"

    def __init__(self, on: date, today: date) -> None:
        super().__init__(f"{on} has not come yet; it is {today} on this line. Give the day the fact speaks of.", "on")


class FactEndsTooSoon(FactUnusable):
    """A fact may be used on its own day at least."""

    code = "fact-ends-too-soon"

    def __init__(self, until: date, on: date) -> None:
        super().__init__(f"{until} comes before {on}, of which the fact speaks. Give a later day.", "until")


class FactDayUnusable(FactUnusable):
    """Features count days from 1971 to 2148."""

    code = "fact-day-unusable"

    def __init__(self, day: date, field: str) -> None:
        super().__init__(f"{day} is out of range. Give a day from {EARLIEST} to {LATEST}.", field)


class FactAmountUnusable(FactUnusable):
    """An amount or a count is not negative, and small enough to be added up."""

    code = "fact-amount-unusable"

    def __init__(self, minor: int, kind: FactKind) -> None:
        words = (
            f"{minor} is out of range. Give {LARGEST_FACT_MINOR} of the smallest unit at most, and nothing negative."
        )
        super().__init__(words, "count" if kind is FactKind.INQUIRIES else "amount")


class FactPartUnusable(FactUnusable):
    """The largest customer's part is one of a month's revenue, and at most all of it."""

    code = "fact-part-unusable"

    def __init__(self) -> None:
        words = "A part is what the largest customer brought of a month's revenue: nothing negative, and at most all."
        super().__init__(words, "part")


class RevenueWithinMonth(FactUnusable):
    """Revenue is told by whole months, each under its last day, so that no month counts twice."""

    code = "revenue-within-month"

    def __init__(self, on: date) -> None:
        super().__init__(f"{on} is not the last day of its month. Revenue is a month's; give its last day.", "on")


def attest_facts(line: Line, command: AttestFacts, stamp: Stamp) -> Event:
    """Record the facts, all of them or none; raise what of FactUnusable stands in the way."""
    _check_all(command.facts, business_date(stamp.booked_at, line.terms.zone), _standing(command, stamp.booked_at))
    detail = {"facts": [_told(fact) for fact in command.facts]}
    return changed(record(line, stamp, EventKind.FACTS_ATTESTED, detail=detail), attested=command.facts)


def _standing(command: AttestFacts, at: datetime) -> Mapping[str, bool] | None:
    """Return which consents there are and whether each stands; None where it is not for us to know."""
    return None if command.consents is None else {consent.id: consent.in_force(at) for consent in command.consents}


def _check_all(facts: Iterable[AttestedFact], today: date, standing: Mapping[str, bool] | None) -> None:
    for number, fact in enumerate(facts):
        try:
            _check(fact, today)
            if standing is not None and fact.consent:
                _check_consent(fact, fact.consent, standing)
        except FactUnusable as unusable:
            unusable.number = number
            raise


def _check(fact: AttestedFact, today: date) -> None:
    if fact.kind in NEEDS_CONSENT and not fact.consent:
        raise FactWithoutConsent(fact.kind)
    _check_days(fact, today)
    if fact.amount_minor is not None and not 0 <= fact.amount_minor <= LARGEST_FACT_MINOR:
        raise FactAmountUnusable(fact.amount_minor, fact.kind)
    most = fact.amount_minor or 0 if fact.kind is FactKind.REVENUE else 0
    if not 0 <= fact.part_minor <= most:
        raise FactPartUnusable


def _check_consent(fact: AttestedFact, consent: str, standing: Mapping[str, bool]) -> None:
    if consent not in standing:
        raise ConsentNotGiven(consent)
    if fact.amount_minor is not None and not standing[consent]:
        raise ConsentWithdrawn(consent)


def _check_days(fact: AttestedFact, today: date) -> None:
    if fact.on < EARLIEST:
        raise FactDayUnusable(fact.on, "on")
    if fact.on > today:
        raise FactToCome(fact.on, today)
    if fact.kind is FactKind.REVENUE and (fact.on + _ONE_DAY).month == fact.on.month:
        raise RevenueWithinMonth(fact.on)
    if fact.until is not None and fact.until < fact.on:
        raise FactEndsTooSoon(fact.until, fact.on)
    if fact.until is not None and fact.until > LATEST:
        raise FactDayUnusable(fact.until, "until")


def _told(fact: AttestedFact) -> dict[str, Any]:
    """Say the fact in what JSON has; what was not said is left out, but for the amount of one that is taken back."""
    amount = "count" if fact.kind is FactKind.INQUIRIES else "amount_minor"
    more = {
        "part_minor": fact.part_minor or None,
        "until": fact.until and fact.until.isoformat(),
        "consent": fact.consent,
    }
    said = {"kind": fact.kind.value, amount: fact.amount_minor, "on": fact.on.isoformat(), "source": fact.source}
    return said | {name: value for name, value in more.items() if value is not None}
