"""The diary of one made-up line: its commands in time order, each carried out in memory as it is written.

So a borrower can look at the line before drawing, and a story can name the event it reverses.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from creditline.dates.business_date import business_date
from creditline.lines.apply import apply
from creditline.lines.available import available_minor, owed_minor
from creditline.lines.commands import (
    ChangeLimit,
    Close,
    Command,
    Draw,
    Freeze,
    OpenLine,
    PassTime,
    PlaceHold,
    Repay,
    Reverse,
    Stamp,
)
from creditline.lines.event import Event
from creditline.lines.line import Line, Terms
from creditline.lines.open_line import open_line, terms_of
from creditline.lines.pass_time import latest, pass_time
from creditline.lines.product import Product
from creditline.money.day_count import DayCount
from creditline.simulation.stamp import stamped

ZONE = "Asia/Shanghai"
_ACTOR = "demo"


class Diary:
    """Opens a line at `opened_at`, then takes down what happens on it. Write in time order.

    Each method that writes returns the event that follows; a draw may come back declined.
    """

    def __init__(
        self,
        *,
        line_id: str,
        name: str,
        currency: str,
        rate_bps: int,
        limit_minor: int,
        opened_at: datetime,
        product: Product | None = None,
    ) -> None:
        terms = Terms(
            name=name,
            currency=currency,
            rate_bps=rate_bps,
            day_count=DayCount.ACT_365,
            zone=ZONE,
            opened_on=business_date(opened_at, ZONE),
        )
        terms = terms_of(product, terms) if product else terms
        self._line_id = line_id
        reason = "Application approved."
        stamp = self._stamp(opened_at, name, currency, rate_bps, limit_minor, number=1)
        opening = OpenLine(line_id=line_id, stamp=stamp, terms=terms, limit_minor=limit_minor, reason=reason)
        self.commands: list[Command] = [opening]
        self._past: list[Event] = [open_line(opening)]
        self.line: Line = self._past[0].after

    def owed_minor(self, at: datetime) -> int:
        """All that is owed at the instant `at`, interest included."""
        return owed_minor(self._line_at(at))

    def asked_minor(self, at: datetime) -> int:
        """What was asked for by statements or instalments and is not paid at the instant `at`."""
        servicing = self._line_at(at).servicing
        return servicing.unpaid_minor if servicing else 0

    def available_minor(self, at: datetime) -> int:
        """Credit available at the instant `at`."""
        return available_minor(self._line_at(at), business_date(at, ZONE))

    def draw(self, at: datetime, amount_minor: int) -> Event:
        """Draw, if the line can give it."""
        stamp = self._stamp(at, "draw", amount_minor)
        return self._write(Draw(line_id=self._line_id, stamp=stamp, amount_minor=amount_minor, currency=self._currency))

    def repay(self, at: datetime, amount_minor: int) -> Event:
        """Repay."""
        stamp = self._stamp(at, "repay", amount_minor)
        return self._write(
            Repay(line_id=self._line_id, stamp=stamp, amount_minor=amount_minor, currency=self._currency)
        )

    def place_hold(self, at: datetime, amount_minor: int, expires_at: datetime) -> Event:
        """Set credit aside until `expires_at`."""
        stamp = self._stamp(at, "place_hold", amount_minor, expires_at.isoformat())
        return self._write(
            PlaceHold(
                line_id=self._line_id,
                stamp=stamp,
                amount_minor=amount_minor,
                currency=self._currency,
                expires_at=expires_at,
            )
        )

    def change_limit(self, at: datetime, limit_minor: int, reason: str) -> Event:
        """Set the limit."""
        stamp = self._stamp(at, "change_limit", limit_minor, reason)
        return self._write(
            ChangeLimit(
                line_id=self._line_id, stamp=stamp, limit_minor=limit_minor, currency=self._currency, reason=reason
            )
        )

    def reverse(self, at: datetime, event: Event, reason: str) -> Event:
        """Undo `event`, which no reversal has undone yet."""
        stamp = self._stamp(at, "reverse", event.version, reason)
        command = Reverse(line_id=self._line_id, stamp=stamp, event=event.version, reason=reason)
        return self._write(command, as_applied=replace(command, target=event))

    def freeze(self, at: datetime, reason: str) -> Event:
        """Stop draws and holds."""
        stamp = self._stamp(at, "freeze", reason)
        return self._write(Freeze(line_id=self._line_id, stamp=stamp, reason=reason))

    def close(self, at: datetime, reason: str) -> Event:
        """End the line for new credit."""
        stamp = self._stamp(at, "close", reason)
        return self._write(Close(line_id=self._line_id, stamp=stamp, reason=reason))

    def until(self, now: datetime) -> list[Command]:
        """Let time pass to `now` and return all commands."""
        stamp = replace(self._stamp(now), key=None, fingerprint=None)
        return [*self.commands, PassTime(line_id=self._line_id, stamp=stamp)]

    @property
    def _currency(self) -> str:
        return self.line.terms.currency

    def _write(self, command: Command, *, as_applied: Command | None = None) -> Event:
        self.commands.append(command)
        events = apply(self.line, as_applied or command, self._past)
        self._past += events
        self.line = latest(self.line, events)
        return next(event for event in events if event.key is not None)

    def _line_at(self, at: datetime) -> Line:
        return latest(self.line, pass_time(self.line, self._stamp(at)))

    def _stamp(self, at: datetime, *content: object, number: int | None = None) -> Stamp:
        key = f"demo:{self._line_id}:{number or len(self.commands) + 1}"
        return stamped(key, *content, effective_at=at, booked_at=at, actor=_ACTOR)


def days_before(now: datetime, count: int) -> list[date]:
    """Return the `count` calendar days before the day of `now`, oldest first, where the lender keeps its books."""
    today = business_date(now, ZONE)
    return [today - timedelta(days=back) for back in range(count, 0, -1)]


def instant(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant of this hour and minute of `day`, where the lender keeps its books."""
    return datetime.combine(day, time(hour, minute, tzinfo=ZoneInfo(ZONE)))
