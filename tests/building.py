"""Stories: a line and what is asked of it, told in the order it is asked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from creditline.dates.business_date import business_date
from creditline.ledger.account import Account
from creditline.lines import commands
from creditline.lines.apply import apply
from creditline.lines.attested_fact import AttestedFact, FactKind
from creditline.lines.available import available_minor, over_limit_minor
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line, Terms
from creditline.lines.open_line import open_line
from creditline.money.day_count import DayCount

FIRST_DAY = date(2026, 1, 1)
MORNING = datetime(2026, 1, 1, 9, tzinfo=UTC)

# with these, 1,000,000 bear exactly 500 a day: 1825 bps are 5 bps a day of 365
FIVE_BPS_A_DAY = 1_825


def on_day(day: int) -> datetime:
    """The morning of a day of the story; the first is day 0."""
    return MORNING + timedelta(days=day)


def make_terms(**changes: Any) -> Terms:
    """Terms without interest in CNY, kept in UTC, unless told otherwise."""
    terms: dict[str, Any] = {
        "name": "Corner shop",
        "currency": "CNY",
        "rate_bps": 0,
        "day_count": DayCount.ACT_365,
        "zone": "UTC",
        "opened_on": FIRST_DAY,
    }
    return Terms(**(terms | changes))


def make_stamp(
    at: datetime = MORNING, *, key: str | None = None, booked_at: datetime | None = None, **changes: Any
) -> commands.Stamp:
    """A stamp whose fingerprint follows from its key."""
    stamp: dict[str, Any] = {
        "key": key,
        "fingerprint": None if key is None else sha256(ascii(key).encode()).digest(),
        "effective_at": at,
        "booked_at": booked_at or at,
        "actor": "test",
    }
    return commands.Stamp(**(stamp | changes))


def make_opening(
    line_id: str, *, limit_minor: int | None = 1_000, key: str | None = None, **terms: Any
) -> commands.OpenLine:
    """A command that opens a line on the first morning."""
    stamp = make_stamp(key=key or new_key())
    return commands.OpenLine(
        line_id=line_id, stamp=stamp, terms=make_terms(**terms), limit_minor=limit_minor, reason="the story begins"
    )


def make_draw(line_id: str, amount_minor: int, *, key: str | None = None, currency: str = "CNY") -> commands.Draw:
    """A draw on the first morning."""
    return commands.Draw(
        line_id=line_id, stamp=make_stamp(key=key or new_key()), amount_minor=amount_minor, currency=currency
    )


def make_repayment(line_id: str, amount_minor: int, *, key: str | None = None) -> commands.Repay:
    """A repayment on the first morning."""
    return commands.Repay(
        line_id=line_id, stamp=make_stamp(key=key or new_key()), amount_minor=amount_minor, currency="CNY"
    )


def new_key() -> str:
    """An idempotency key that was never used."""
    return str(uuid4())


def make_fact(kind: FactKind, amount_minor: int | None, on: date, **more: Any) -> AttestedFact:
    """A fact that a document says, under a consent."""
    said: dict[str, Any] = {"source": "a document", "consent": "con_1", **more}
    return AttestedFact(kind=kind, amount_minor=amount_minor, on=on, **said)


class Story:
    """A line and its events. Every verb returns the event that it asked for; `day` is its value date, else now."""

    def __init__(self, limit_minor: int | None = 1_000, *, line_id: str = "line_story", **terms: Any) -> None:
        self.day = 0
        self.id = line_id
        opening = make_opening(line_id, limit_minor=limit_minor, key=f"{line_id}-0", **terms)
        self.told: list[commands.Command] = [opening]
        self.events = [open_line(opening)]

    @property
    def line(self) -> Line:
        return self.events[-1].after

    @property
    def on(self) -> date:
        return business_date(on_day(self.day), self.line.terms.zone)

    @property
    def available(self) -> int:
        return available_minor(self.line, self.on)

    @property
    def over_limit(self) -> int:
        return over_limit_minor(self.line)

    @property
    def owed(self) -> tuple[int, int, int]:
        """What is owed: fees, interest, principal."""
        balances = self.line.balances
        return balances.fees, balances.interest, balances.principal

    @property
    def credit(self) -> int:
        return self.line.balances.credit

    @property
    def interest_earned(self) -> int:
        """All interest the lender has booked so far."""
        return -sum(entry.amount_minor for entry in self.entries() if entry.account is Account.INTEREST_INCOME)

    def entries(self) -> Iterator[Any]:
        return (entry for event in self.events for entry in event.entries)

    def wait(self, days: int) -> "Story":
        """Let days go by; nothing looks at the line meanwhile."""
        self.day += days
        return self

    def look(self) -> list[Event]:
        """Bring the line to now."""
        stamp = make_stamp(on_day(self.day))
        return self.tell(commands.PassTime(line_id=self.id, stamp=stamp))

    def draw(self, amount_minor: int, *, day: int | None = None, **how: Any) -> Event:
        return self.ask(commands.Draw(**self._amount(amount_minor, day), **how))

    def repay(self, amount_minor: int, *, day: int | None = None, rail: str | None = None) -> Event:
        return self.ask(commands.Repay(**self._amount(amount_minor, day), rail=rail))

    def bounce(self, repayment: Event) -> Event:
        return self.ask(commands.ReturnRepayment(**self._asked(None), event=repayment.version, reason="R01"))

    def pause(self, days: int) -> Event:
        until = self.on + timedelta(days=days)
        return self.ask(commands.StartPlan(**self._asked(None), reason="illness", until=until))

    def stretch(self, periods: int) -> Event:
        return self.ask(commands.StartPlan(**self._asked(None), reason="less income", periods=periods))

    def re_age(self) -> Event:
        return self.ask(commands.ReAge(**self._asked(None), reason="agreed"))

    def charge_off(self) -> Event:
        return self.ask(commands.ChargeOff(**self._asked(None), reason="no hope"))

    def refund(self, amount_minor: int, *, day: int | None = None) -> Event:
        return self.ask(commands.MerchantRefund(**self._amount(amount_minor, day)))

    def pay_out(self, amount_minor: int) -> Event:
        return self.ask(commands.PayOut(**self._amount(amount_minor, None)))

    def charge_fee(self, amount_minor: int) -> Event:
        return self.ask(commands.ChargeFee(**self._amount(amount_minor, None), reason="late"))

    def hold(self, amount_minor: int, *, days: int = 7) -> Event:
        expires_at = on_day(self.day + days)
        return self.ask(commands.PlaceHold(**self._amount(amount_minor, None), expires_at=expires_at))

    def capture(self, hold: Event, amount_minor: int | None = None) -> Event:
        amount = hold.amount_minor if amount_minor is None else amount_minor
        return self.ask(commands.CaptureHold(**self._amount(amount, None), hold=hold.version))

    def void(self, hold: Event) -> Event:
        return self.ask(commands.VoidHold(**self._asked(None), hold=hold.version))

    def reverse(self, event: Event | int, *, day: int | None = None) -> Event:
        version = event if isinstance(event, int) else event.version
        return self.ask(commands.Reverse(**self._asked(day), event=version, reason="a mistake"))

    def attest(self, *facts: AttestedFact) -> Event:
        return self.ask(commands.AttestFacts(**self._asked(None), facts=facts, currency=self.line.terms.currency))

    def change_limit(self, limit_minor: int | None) -> Event:
        asked = self._asked(None)
        return self.ask(commands.ChangeLimit(**asked, limit_minor=limit_minor, currency="CNY", reason="a review"))

    def freeze(self) -> Event:
        return self.ask(commands.Freeze(**self._asked(None), reason="a doubt"))

    def unfreeze(self) -> Event:
        return self.ask(commands.Unfreeze(**self._asked(None), reason="no doubt"))

    def close(self) -> Event:
        return self.ask(commands.Close(**self._asked(None), reason="the end"))

    def ask(self, command: commands.Command) -> Event:
        """Apply a command and return the event that it asked for."""
        return next(event for event in self.tell(command) if event.asked_for)

    def tell(self, command: commands.Command) -> list[Event]:
        """Apply a command and return all that follows from it."""
        if isinstance(command, commands.Reverse):
            command = self._informed(command)
        self.told.append(command)
        followed = apply(self.line, command, self.events)
        self.events += followed
        return followed

    def _informed(self, command: commands.Reverse) -> commands.Reverse:
        target = next((event for event in self.events if event.version == command.event), None)
        origin = target.origin if target else None
        undone = {EventKind.REVERSAL, EventKind.REPAYMENT_RETURNED}
        already = any(event.kind in undone and event.accepted and event.refers_to == origin for event in self.events)
        return replace(command, target=target, already=already)

    def _asked(self, day: int | None) -> dict[str, Any]:
        effective_at = on_day(self.day if day is None else day)
        stamp = make_stamp(effective_at, key=f"{self.id}-{len(self.told)}", booked_at=on_day(self.day))
        return {"line_id": self.id, "stamp": stamp}

    def _amount(self, amount_minor: int, day: int | None) -> dict[str, Any]:
        return {**self._asked(day), "amount_minor": amount_minor, "currency": self.line.terms.currency}


def legs(event: Event) -> dict[Account, int]:
    """The amounts of an event's entries, by account."""
    return {entry.account: entry.amount_minor for entry in event.entries}


Become = Callable[[Story], object]
Ask = Callable[[Story], Event]
Take = Callable[[Story, int], Event]
Resolve = Callable[[Story, Event], Event]
