"""The same life twice: once as it was, once with one more repayment in it. All else is unchanged.

A line whose statements ask for a tenth of what is drawn, due 20 days later; repayments fill the oldest due date first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from histories import FIRST

from creditline.features.observation import Kind, Observation
from creditline.lines.payer import Payer

LIMIT = 100_000
_STATEMENT_EVERY, _DUE_AFTER = 30, 20


@dataclass(frozen=True, slots=True)
class Deed:
    """What a borrower did on a day: drew or repaid an amount, or proved something."""

    on: date
    kind: Kind
    amount_minor: int
    payer: Payer | None = None


def life(chance: Random, days: int = 400) -> list[Deed]:
    """Random deeds, in the order of their days."""
    kinds = [Kind.CASH_DRAW] * 4 + [Kind.REPAYMENT] * 4 + [Kind.RETURNED, Kind.INCOME, Kind.EXTERNAL_DEBT, Kind.REVENUE]
    deeds = []
    for day in range(days):
        if chance.random() < 0.12:
            kind = chance.choice(kinds)
            payer = chance.choice(list(Payer)) if kind is Kind.REPAYMENT else None
            deeds.append(Deed(FIRST + timedelta(days=day), kind, chance.randrange(1, 30_000), payer))
    return deeds


def with_one_more(deeds: list[Deed], repayment: Deed) -> list[Deed]:
    """The deeds with one more repayment at the end of its day."""
    return sorted([*deeds, repayment], key=lambda deed: deed.on)


@dataclass(slots=True)
class _Line:
    """A line as its deeds and dates leave it; net_minor below 0 is a credit balance."""

    net_minor: int = 0
    unpaid: dict[date, int] = field(default_factory=dict)
    asked: dict[date, int] = field(default_factory=dict)
    seen: list[Observation] = field(default_factory=list)

    def observe(self, kind: Kind, on: date, amount: int = 0, **more: object) -> None:
        overdue = [due for due, rest in self.unpaid.items() if rest and due <= on]
        plain = Observation(
            kind=kind,
            on=on,
            amount_minor=amount,
            drawn_minor=max(0, self.net_minor),
            limit_minor=LIMIT,
            overdue_since=min(overdue, default=None),
        )
        self.seen.append(replace(plain, **more))  # type: ignore[arg-type]

    def state(self, on: date) -> None:
        due = on + timedelta(days=_DUE_AFTER)
        standing = sum(self.unpaid.values())
        asked = max(0, max(0, self.net_minor) // 10 - standing // 10)
        if asked:
            self.asked[due] = self.unpaid[due] = asked

    def fall_due(self, on: date) -> None:
        asked, rest = self.asked[on], self.unpaid[on]
        in_full = rest == 0 and self.net_minor <= 0
        self.observe(Kind.DUE, on, asked, part_minor=asked - rest, in_full=in_full)

    def act(self, deed: Deed) -> None:
        if deed.kind is Kind.CASH_DRAW:
            self.net_minor += deed.amount_minor
        if deed.kind is Kind.REPAYMENT:
            self.net_minor -= deed.amount_minor
            self._fill(deed)
        more: dict[str, object] = {}
        if deed.kind is Kind.REPAYMENT:
            early = [(due - deed.on).days for due in self.asked if due >= deed.on]
            more = {"payer": deed.payer, "days_early": min(early, default=None)}
        self.observe(deed.kind, deed.on, deed.amount_minor, **more)

    def _fill(self, deed: Deed) -> None:
        rest = deed.amount_minor
        for due in sorted(self.unpaid):
            part = min(rest, self.unpaid[due])
            self.unpaid[due] -= part
            rest -= part


def lived(deeds: Iterable[Deed], until: date) -> list[Observation]:
    """The observations of a life, day by day: deeds first, then a due date that ends, then a statement."""
    line = _Line()
    line.observe(Kind.OPENED, FIRST)
    left = [deed for deed in deeds if deed.on <= until]
    for day in range((until - FIRST).days + 1):
        on = FIRST + timedelta(days=day)
        while left and left[0].on == on:
            line.act(left.pop(0))
        if on in line.asked:
            line.fall_due(on)
        if day % _STATEMENT_EVERY == _STATEMENT_EVERY - 1:
            line.state(on)
    return line.seen
