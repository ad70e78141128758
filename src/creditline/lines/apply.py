"""The way of a command: now, in the order of the line's events; or on an earlier day, by replaying what came since."""

from collections.abc import Sequence

from creditline.dates.business_date import business_date
from creditline.lines import commands
from creditline.lines.carry_out import carry_out
from creditline.lines.event import Event
from creditline.lines.line import Line
from creditline.lines.pass_time import pass_time
from creditline.lines.replay import replay
from creditline.lines.reverse import reverse
from creditline.values import changed

BACKDATED = (commands.Draw, commands.Repay, commands.MerchantRefund, commands.PayOut, commands.ChargeFee)


class CurrencyMismatch(ValueError):
    """A command must be in the currency of its line."""

    code = "currency-mismatch"

    def __init__(self, *, line: Line, given: str) -> None:
        super().__init__(f"The line is kept in {line.terms.currency}; an amount in {given} cannot be posted to it.")


def apply(line: Line, command: commands.Command, past: Sequence[Event] = ()) -> list[Event]:
    """Return the events that follow from `command`, oldest first; the last one's `after` is the new line.

    Money that counts from an earlier day than the line's last event is put where it belongs, and what came after it
    is replayed (docs/adr/0012). `past`: the line's events with their entries, oldest first, from one that took effect
    before that day; needed only where `reaches_back` says so, and for reversals. All other commands take effect no
    earlier than the line's last event. Raises CurrencyMismatch; everything else that stands in the way is an outcome.
    """
    _check_currency(line, command)
    stamp = not_before(command.stamp, line)
    if isinstance(command, commands.PassTime):
        return pass_time(line, stamp) if _is_ahead(line, stamp) else []
    if isinstance(command, commands.Reverse):
        return reverse(line, command, stamp, past)
    return replay(line, command, past) if reaches_back(line, command) else carry_out(line, command, stamp)


def reaches_back(line: Line, command: commands.Command) -> bool:
    """Tell whether `command` moves money on an earlier business day than that of the line's last event."""
    at, zone = command.stamp.effective_at, line.terms.zone
    if at >= line.moved_at or not isinstance(command, BACKDATED):
        return False
    return business_date(at, zone) < business_date(line.moved_at, zone)


def not_before(stamp: commands.Stamp, line: Line) -> commands.Stamp:
    """Return `stamp`, moved up to the line's last event if it asks for an earlier instant."""
    return stamp if stamp.effective_at >= line.moved_at else changed(stamp, effective_at=line.moved_at)


def _is_ahead(line: Line, stamp: commands.Stamp) -> bool:
    """Whether time has something to bring: a line is never taken back but for a command that counts from earlier."""
    return business_date(stamp.effective_at, line.terms.zone) >= line.accrued_on


def _check_currency(line: Line, command: commands.Command) -> None:
    given = getattr(command, "currency", line.terms.currency)
    if given != line.terms.currency:
        raise CurrencyMismatch(line=line, given=given)
