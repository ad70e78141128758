"""Carrying a command out at an instant the line has not passed: time first, then the command, then nothing else."""

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
from creditline.lines.status import close, freeze, unfreeze

_VERBS: dict[type[commands.Command], Callable[[Line, Any, commands.Stamp], Event]] = {
    commands.Repay: repay,
    commands.Draw: draw,
    commands.PlaceHold: place_hold,
    commands.CaptureHold: capture_hold,
    commands.VoidHold: void_hold,
    commands.ChangeLimit: change_limit,
    commands.MerchantRefund: refund_purchase,
    commands.PayOut: pay_out,
    commands.ChargeFee: charge_fee,
    commands.Freeze: freeze,
    commands.Unfreeze: unfreeze,
    commands.Close: close,
}


def carry_out(line: Line, command: commands.Command, stamp: commands.Stamp) -> list[Event]:
    """Return what time brings to `line` by the stamp's instant, and then the event that `command` asks for.

    Interest that was already accrued past that day is taken back first and accrued anew afterwards.
    """
    events = pass_time(line, stamp)
    current = up_to_date(latest(line, events), stamp)
    events.append(_VERBS[type(command)](current, command, stamp))
    again = accrue(events[-1].after, stamp, line.accrued_on) if line.accrued_on > current.accrued_on else None
    return [*events, again] if again else events


def up_to_date(line: Line, stamp: commands.Stamp) -> Line:
    """Move `accrued_on` of a line that bears no interest, so that what is drawn now starts to bear it now."""
    on = business_date(stamp.effective_at, line.terms.zone)
    return line if line.accrued_on == on or bears_interest(line) else replace(line, accrued_on=on)
