"""Relief: a pause, a longer schedule, or late amounts that are due anew. Interest goes on as agreed."""

from collections.abc import Iterable
from datetime import date, timedelta

from creditline.dates.business_date import business_date
from creditline.dates.rest_days import RestDays
from creditline.lines.commands import ReAge, Stamp, StartPlan
from creditline.lines.due_dates import due_dates, months_later
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.outcome import Outcome
from creditline.lines.product import Method
from creditline.lines.record import record, refuse
from creditline.lines.schedule import schedule
from creditline.lines.servicing import Due, Plan, Servicing, judged
from creditline.lines.settle import Detail, Effect, product_of
from creditline.lines.status import ended
from creditline.values import changed

_ONE_DAY = timedelta(days=1)


class NoProduct(ValueError):
    """Relief is about a schedule, and only a line with a product has one."""

    code = "no-product"

    def __init__(self, line: Line) -> None:
        super().__init__(f"The line '{line.id}' has no product and is never due. There is nothing to relieve.")


class PauseTooShort(ValueError):
    """A pause lasts beyond today."""

    code = "pause-too-short"

    def __init__(self, until: date, on: date) -> None:
        super().__init__(f"A pause until {until} would be over: it is {on}. Give a later day.")


def start_plan(line: Line, command: StartPlan, stamp: Stamp) -> Event:
    """Start a pause or a stretch; raise NoProduct, PauseTooShort."""
    servicing, on = _servicing(line), business_date(stamp.effective_at, line.terms.zone)
    if command.until is not None and command.until <= on:
        raise PauseTooShort(command.until, on)
    kind = EventKind.PLAN_STARTED
    why_not = ended(line) or _cannot_start(line, servicing, command)
    if why_not:
        return refuse(line, stamp, kind, why_not, reason=command.reason)
    detail: Detail = (
        {"plan": "pause", "until": command.until.isoformat()}
        if command.until
        else {"plan": "stretch", "periods": command.periods}
    )
    effect = relieved(line, detail, on, line.version + 1)
    return record(line, stamp, kind, reason=command.reason, detail=detail, **effect.changes)


def re_age(line: Line, command: ReAge, stamp: Stamp) -> Event:
    """Let what is late be due anew, a month from now; raise NoProduct."""
    servicing, on = _servicing(line), business_date(stamp.effective_at, line.terms.zone)
    why_not = ended(line) or (None if servicing.late_since else Outcome.NOT_PAST_DUE)
    if why_not:
        return refuse(line, stamp, EventKind.RE_AGED, why_not, reason=command.reason)
    detail = {"due_on": product_of(line).rest_days.next_business_day(months_later(on, 1)).isoformat()}
    effect = aged_anew(line, detail, on)
    return record(line, stamp, EventKind.RE_AGED, reason=command.reason, detail=detail, **effect.changes)


def relieved(line: Line, detail: Detail, on: date, name: int) -> Effect:
    """Return what a plan of relief does to the schedule."""
    servicing = _servicing(line)
    if detail["plan"] == "pause":
        return _changed(line, _paused(line, servicing, date.fromisoformat(detail["until"])), on)
    return _changed(line, _stretched(line, servicing, detail["periods"], on, name), on)


def aged_anew(line: Line, detail: Detail, on: date) -> Effect:
    """Return what re-ageing does: the late amounts are due on the day the event names."""
    servicing = _servicing(line)
    due_on = date.fromisoformat(detail["due_on"])
    dues = (changed(due, due_on=due_on, late=False) if due.late else due for due in servicing.dues)
    return _changed(line, changed(servicing, dues=_in_order(dues)), on)


def _paused(line: Line, servicing: Servicing, until: date) -> Servicing:
    rest_days = product_of(line).rest_days
    first_day = rest_days.next_business_day(until + _ONE_DAY)
    dues = (
        changed(due, due_on=max(due.due_on, first_day), late=False) if due.unpaid_minor else due
        for due in servicing.dues
    )
    plans = tuple(_after(plan, until, rest_days) for plan in servicing.plans)
    return changed(servicing, dues=_in_order(dues), plans=plans, paused_until=until)


def _after(plan: Plan, until: date, rest_days: RestDays) -> Plan:
    """Move the whole schedule by as many months as its first instalment needs to fall after `until`.

    The same day of another month may be one of rest.
    """
    first = plan.instalments[0].due_on
    months = next(count for count in range(1_200) if months_later(first, count) > until)
    moved = tuple(
        changed(each, due_on=rest_days.next_business_day(months_later(each.due_on, months)))
        for each in plan.instalments
    )
    return changed(plan, instalments=moved)


def _stretched(line: Line, servicing: Servicing, periods: int, on: date, name: int) -> Servicing:
    """One new schedule for all principal that was planned or asked for; interest and fees are asked for with it."""
    principal = servicing.planned_minor + sum(due.principal_minor for due in servicing.dues)
    product, terms = product_of(line), line.terms
    days = due_dates(product, on, periods)
    parts = schedule(principal, Method.EQUAL_INSTALMENTS, terms.rate_bps, terms.day_count, on, days)
    plan = Plan(draw=name, method=Method.EQUAL_INSTALMENTS, drawn_minor=principal, gone_minor=0, instalments=parts)
    paid = tuple(due for due in servicing.dues if not due.unpaid_minor)  # met when its day has passed, as it would be
    return changed(servicing, plans=(plan,) if principal else (), dues=paid)


def _changed(line: Line, servicing: Servicing, on: date) -> Effect:
    return Effect([], {"servicing": judged(servicing, product_of(line), on)})


def _in_order(dues: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(dues, key=lambda due: due.due_on))


def _cannot_start(line: Line, servicing: Servicing, command: StartPlan) -> Outcome | None:
    if servicing.paused_until:
        return Outcome.PLAN_RUNS
    if line.balances.principal == 0:
        return Outcome.NOTHING_OWED
    planned = servicing.planned_minor + sum(due.principal_minor for due in servicing.dues)
    return Outcome.NOTHING_OWED if command.periods and not planned else None


def _servicing(line: Line) -> Servicing:
    if line.servicing is None:
        raise NoProduct(line)
    return line.servicing
