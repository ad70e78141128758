"""The way of a command: time first, then the command, then nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from creditline.dates.business_date import business_date
from creditline.lines import commands
from creditline.lines.change_limit import change_limit
from creditline.lines.charge_fee import charge_fee
from creditline.lines.draw import draw
from creditline.lines.event import Event
from creditline.lines.hold import capture_hold, place_hold, void_hold
from creditline.lines.line import Line
from creditline.lines.pass_time import accrue, bears_interest, latest, pass_time
from creditline.lines.pay_out import pay_out
from creditline.lines.repay import refund_purchase, repay
from creditline.lines.reverse import reverse
from creditline.lines.status import close, freeze, unfreeze

_VERBS: dict[type[commands.Command], Callable[[Line, Any, commands.Stamp], Event]] = {
    commands.Repay: repay,
    commands.Draw: draw,
    commands.PlaceHold: place_hold,
    commands.CaptureHold: capture_hold,
    commands.VoidHold: void_hold,
    commands.Reverse: reverse,
    commands.ChangeLimit: change_limit,
    commands.MerchantRefund: refund_purchase,
    commands.PayOut: pay_out,
    commands.ChargeFee: charge_fee,
    commands.Freeze: freeze,
    commands.Unfreeze: unfreeze,
    commands.Close: close,
}


class CurrencyMismatch(ValueError):
    """A command must be in the currency of its line."""

    code = "currency-mismatch"

    def __init__(self, *, line: Line, given: str) -> None:
        super().__init__(f"The line is kept in {line.terms.currency}; an amount in {given} cannot be posted to it.")


def apply(line: Line, command: commands.Command) -> list[Event]:
    """Return the events that follow from `command`, oldest first; the last one's `after` is the new line.

    Nothing takes effect before the line's last event: an earlier `effective_at` is moved up to it. Interest that
    was already accrued past the effective date is taken back first and accrued anew afterwards.
    Raises CurrencyMismatch; everything else that stands in the way is an outcome on the event.
    """
    _check_currency(line, command)
    stamp = not_before(command.stamp, line)
    if isinstance(command, commands.PassTime):
        return pass_time(line, stamp) if _is_ahead(line, stamp) else []
    events = pass_time(line, stamp)
    current = _up_to_date(latest(line, events), stamp)
    events.append(_act(current, command, stamp))
    again = accrue(events[-1].after, stamp, line.accrued_on) if line.accrued_on > current.accrued_on else None
    return [*events, again] if again else events


def not_before(stamp: commands.Stamp, line: Line) -> commands.Stamp:
    """Return `stamp`, moved up to the line's last event if it asks for an earlier instant."""
    return stamp if stamp.effective_at >= line.moved_at else replace(stamp, effective_at=line.moved_at)


def _act(line: Line, command: commands.Command, stamp: commands.Stamp) -> Event:
    return _VERBS[type(command)](line, command, stamp)


def _is_ahead(line: Line, stamp: commands.Stamp) -> bool:
    """Whether time has something to bring: a line is never taken back but for a command that counts from earlier."""
    return business_date(stamp.effective_at, line.terms.zone) >= line.accrued_on


def _up_to_date(line: Line, stamp: commands.Stamp) -> Line:
    """Move `accrued_on` of a line that bears no interest, so that what is drawn now starts to bear it now."""
    on = business_date(stamp.effective_at, line.terms.zone)
    return line if line.accrued_on == on or bears_interest(line) else replace(line, accrued_on=on)


def _check_currency(line: Line, command: commands.Command) -> None:
    given = getattr(command, "currency", line.terms.currency)
    if given != line.terms.currency:
        raise CurrencyMismatch(line=line, given=given)
