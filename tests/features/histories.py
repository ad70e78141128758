"""Random histories of one line as features see it: draws and repayments, due dates, times overdue, attested facts."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from creditline.features.observation import ATTESTED, Kind, Observation
from creditline.lines.payer import Payer

FIRST = date(2025, 1, 1)
LIMITS = (None, 0, 70_000, 100_000, 250_000)


@dataclass(slots=True)
class _Life:
    """What a history has come to: levels that the next observation starts from."""

    chance: Random
    drawn: int = 0
    limit: int | None = 100_000
    overdue_since: date | None = None

    def observe(self, kind: Kind, on: date) -> Observation:
        amount = self.chance.choice((1, 999, 10_000, 33_333))
        if kind in ATTESTED:
            return self._fact(kind, on, amount)
        if kind in {Kind.CASH_DRAW, Kind.PURCHASE}:
            self.drawn += amount
        if kind is Kind.REPAYMENT:
            amount = self.chance.choice((amount, self.drawn))
            self.drawn -= min(amount, self.drawn)
        if kind is Kind.LEVEL:
            self.limit = self.chance.choice(LIMITS)
        part = self.chance.choice((0, amount // 2, amount)) if kind is Kind.DUE else 0
        self._age(kind, on, missed=part < amount)
        return Observation(
            kind=kind,
            on=on,
            amount_minor=amount,
            part_minor=part,
            payer=self.chance.choice((None, *Payer)) if kind is Kind.REPAYMENT else None,
            in_full=kind is Kind.DUE and part == amount and self.chance.random() < 0.5,
            days_early=self.chance.choice((None, 0, 5)) if kind is Kind.REPAYMENT else None,
            drawn_minor=self.drawn,
            limit_minor=self.limit,
            overdue_since=self.overdue_since,
        )

    def _fact(self, kind: Kind, on: date, amount: int) -> Observation:
        return Observation(
            kind=kind,
            on=on,
            amount_minor=self.chance.choice((None, 0, amount)) if kind is not Kind.REVENUE else amount,
            part_minor=amount // 3 if kind is Kind.REVENUE else 0,
            until=self.chance.choice((None, on + timedelta(days=40))),
        )

    def _age(self, kind: Kind, on: date, *, missed: bool) -> None:
        if kind is Kind.DUE and missed:
            self.overdue_since = self.overdue_since or on
        elif kind is Kind.REPAYMENT and self.chance.random() < 0.6:
            later = self.overdue_since and self.overdue_since + timedelta(days=30)
            self.overdue_since = later if later and later < on and self.chance.random() < 0.5 else None


def history(chance: Random, *, events: int = 40, gap_days: int = 40) -> list[Observation]:
    """A history in the order of its days; several observations may fall on one."""
    life, on = _Life(chance), FIRST
    seen = [life.observe(Kind.OPENED, on)] if chance.random() < 0.9 else []
    for _ in range(chance.randrange(events)):
        on += timedelta(days=chance.choice((0, 0, 1, 3, 29, gap_days)))
        seen.append(life.observe(chance.choice([kind for kind in Kind if kind is not Kind.OPENED]), on))
    return seen


chances = st.integers(min_value=0, max_value=2**40).map(Random)  # noqa: S311 - a story, not a secret
