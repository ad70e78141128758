"""Caps on what credit may cost in a year, and the exact test whether a contract keeps to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from creditline.law.condition import Facts, holds
from creditline.law.pack import Law
from creditline.law.terms import RateCapTerms

BPS_OF_ONE = 10_000


@dataclass(frozen=True, slots=True)
class RateCap:
    """A cap on the yearly cost that applies: its rule and the rate in bps."""

    rule_id: str
    rate_bps: int


class SeriesUnknown(LookupError):
    """A cap follows a published rate, and the rate of that day is not known."""

    code = "series-unknown"

    def __init__(self, series: str, on: date) -> None:
        super().__init__(f"The rate {series} of {on.isoformat()} is not known. Add its value to the pack's series.")


def rate_caps(law: Law, facts: Facts, *, contract_on: date | None = None) -> list[RateCap]:
    """Return the caps on the yearly cost that apply, the lowest first.

    A series is read on `contract_on`, else on the day of the law. Raises FactMissing, and SeriesUnknown where a
    published rate is not known for that day.
    """
    on = contract_on or law.on
    found = [
        RateCap(provision.rule.id, _rate_bps(law, terms, on))
        for provision, terms in law.terms(RateCapTerms)
        if holds(provision.clause.when, facts)
    ]
    return sorted(found, key=lambda each: (each.rate_bps, each.rule_id))


def rate_cap(law: Law, facts: Facts, *, contract_on: date | None = None) -> RateCap | None:
    """Return the lowest cap on the yearly cost; None if the law sets none."""
    return next(iter(rate_caps(law, facts, contract_on=contract_on)), None)


def keeps_to(rate_bps: int, *, received_minor: int, payments_minor: Sequence[int], periods_a_year: int = 12) -> bool:
    """Tell whether a contract's yearly cost is at most `rate_bps`, exactly and without rounding.

    The yearly cost is the internal rate of return of one period times `periods_a_year`, of all money that changes
    hands: `received_minor` now, `payments_minor` at the end of each period. It is at most the cap if and only if the
    payments, compounded at the cap to the last period, come to no more than what was received, compounded likewise.
    """
    base = BPS_OF_ONE * periods_a_year
    grown = base + rate_bps
    last = len(payments_minor)
    paid: int = sum(amount * grown ** (last - period) * base**period for period, amount in enumerate(payments_minor, 1))
    owed: int = received_minor * grown**last
    return paid <= owed


def _rate_bps(law: Law, terms: RateCapTerms, on: date) -> int:
    if terms.rate_bps is not None:
        return terms.rate_bps
    series = law.series(terms.series or "")
    value = None if series is None else series.at(on)
    if value is None or terms.times is None:
        raise SeriesUnknown(terms.series or "", on)
    return terms.times * value
