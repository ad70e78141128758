"""Carrying a command out at an instant the line has not passed: time, the command, and what follows from it."""

from collections.abc import Callable
from typing import Any

from creditline.dates.business_date import business_date
from creditline.lines import commands
from creditline.lines.accrue import accrue, up_to_date
from creditline.lines.attest_facts import attest_facts
from creditline.lines.change_limit import change_limit
from creditline.lines.charge_fee import charge_fee
from creditline.lines.charge_off import charge_off
from creditline.lines.consequences import consequences
from creditline.lines.draw import draw
from creditline.lines.event import Event
from creditline.lines.hardship import re_age, start_plan
from creditline.lines.hold import capture_hold, place_hold, void_hold
from creditline.lines.line import GIVEN_UP, Line
from creditline.lines.pass_time import latest, pass_time
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
    commands.AttestFacts: attest_facts,
    commands.Freeze: freeze,
    commands.Unfreeze: unfreeze,
    commands.Close: close,
    commands.StartPlan: start_plan,
    commands.ReAge: re_age,
    commands.ChargeOff: charge_off,
}


def carry_out(line: Line, command: commands.Command, stamp: commands.Stamp) -> list[Event]:
    """Return what time brings to `line` by the stamp's instant, and then the event that `command` asks for.

    Interest that was already accrued past that day is taken back first and accrued anew afterwards.
    """
    events = pass_time(line, stamp)
    current = up_to_date(latest(line, events), business_date(stamp.effective_at, line.terms.zone))
    events.append(_VERBS[type(command)](current, command, stamp))
    if current.servicing is not None or current.status in GIVEN_UP:
        events += consequences(current, events[-1], stamp)
    again = accrue(events[-1].after, stamp, line.accrued_on) if line.accrued_on > current.accrued_on else None
    return [*events, again] if again else events
