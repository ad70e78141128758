"""Taking credit."""

from creditline.dates.business_date import business_date
from creditline.lines.available import available_minor, expired
from creditline.lines.commands import Draw, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line, Status
from creditline.lines.outcome import Outcome
from creditline.lines.product import Method, MethodNotOffered, choose_plan
from creditline.lines.quote import costs_more_than, quote
from creditline.lines.record import record, refuse
from creditline.lines.settle import Detail, taken
from creditline.lines.status import ended


def draw(line: Line, command: Draw, stamp: Stamp) -> Event:
    """Draw `amount_minor`, unless the line cannot give it; raise MethodNotOffered, PeriodsNotOffered."""
    amount = command.amount_minor
    detail = plan_of(line, command)
    why_not = cannot_give(line, amount, stamp)
    forced = command.forced and why_not is not None
    if why_not and not forced:
        return refuse(line, stamp, EventKind.DRAW, why_not, amount_minor=amount)
    on = business_date(stamp.effective_at, line.terms.zone)
    if detail:
        offered = quote(line, amount, detail, on)
        if command.price_cap is not None and costs_more_than(offered, command.price_cap):
            return refuse(line, stamp, EventKind.DRAW, Outcome.OVER_PRICE_CAP, amount_minor=amount)
        detail = {**detail, "nominal_cost": offered.nominal}
    effect = taken(line, amount, detail, on, line.version + 1)
    return record(
        line,
        stamp,
        EventKind.DRAW,
        amount_minor=amount,
        movements=effect.movements,
        forced=forced,
        detail=detail,
        **effect.changes,
    )


def plan_of(line: Line, command: Draw) -> Detail | None:
    """Return how the draw is to be repaid; None for what revolves on a line without a product."""
    product = line.terms.product
    if product is None:
        if command.method is not None and command.method is not Method.REVOLVING:
            raise MethodNotOffered(command.method, None)
        return None
    method, periods = choose_plan(product, command.method, command.periods)
    fee = {"fee_minor": command.fee_minor} if command.fee_minor else {}
    return {"method": method.value, "periods": periods, **fee}


def cannot_give(line: Line, amount_minor: int, stamp: Stamp) -> Outcome | None:
    """Return why the line cannot give `amount_minor` of credit now, or None if it can."""
    on = business_date(stamp.effective_at, line.terms.zone)
    if line.status is not Status.OPEN:
        return ended(line) or Outcome.LINE_FROZEN
    if expired(line, on):
        return Outcome.LINE_EXPIRED
    if line.limit_minor is None:
        return Outcome.NO_LIMIT
    if amount_minor > available_minor(line, on):
        return Outcome.OVER_AVAILABLE
    return None
