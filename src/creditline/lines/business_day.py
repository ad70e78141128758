"""What the beginning of a day brings to a line with a product: bills, statements, lateness, releases, charge-off.

A day begins at midnight where the lender keeps its books. Whoever brings a line forward (the end of day, or the next
command on it) books the same events at the same instants, so it does not matter how late that is.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from creditline.dates.business_date import start_of
from creditline.lines.accrue import accrue, up_to_date
from creditline.lines.commands import Stamp
from creditline.lines.due_dates import next_statement_on, payment_due_on
from creditline.lines.event import CLOCK, Event, EventKind
from creditline.lines.line import GIVEN_UP, Line
from creditline.lines.product import bucket_of, minimum_minor
from creditline.lines.record import record
from creditline.lines.servicing import Due, Plan, Servicing, judged
from creditline.lines.settle import fee, product_of, written_off
from creditline.values import changed

_ONE_DAY = timedelta(days=1)
LATE_PAYMENT = "late_payment"
"""The reason of the fee for a payment that was missed."""

GUARANTEE_FEE = "guarantee_fee"
"""The reason of a guarantor's fee that falls due with its instalments."""


def next_day(line: Line) -> date | None:
    """Return the next day at whose beginning something happens to `line`; None if there is none."""
    servicing = line.servicing
    if servicing is None:
        return None
    first = min(_days(line, servicing), default=None)
    return None if first is None else max(first, servicing.opened_on + _ONE_DAY)


def begin_day(line: Line, on: date, stamp: Stamp) -> list[Event]:
    """Return what the beginning of `on` brings, oldest first; there is always something on the day `next_day` names."""
    at = max(start_of(on, line.terms.zone), line.moved_at)
    day = _Day(line, on, changed(stamp, key=None, fingerprint=None, actor=CLOCK, effective_at=at))
    day.change(opened_on=on)
    for step in (_clear, _end_pause, _meet_or_miss, _move_bucket, _charge_off, _state, _fall_due):
        step(day)
    return day.events


class _Day:
    """A line on its way through the beginning of a day."""

    def __init__(self, line: Line, on: date, stamp: Stamp) -> None:
        self.line, self.on, self.stamp = line, on, stamp
        self.product = product_of(line)
        self.events: list[Event] = []

    @property
    def servicing(self) -> Servicing:
        if self.line.servicing is None:
            message = f"{self.line.id} has no servicing"
            raise AssertionError(message)
        return self.line.servicing

    def change(self, **changes: object) -> None:
        self.line = changed(self.line, servicing=changed(self.servicing, **changes))

    def book(self, kind: EventKind, **said: object) -> None:
        self.take(record(self.line, self.stamp, kind, **said))  # type: ignore[arg-type]

    def take(self, event: Event) -> None:
        self.events.append(event)
        self.line = event.after

    def bear_interest(self) -> None:
        """Book the interest up to the day; a line that bore none starts to bear it on the day, if it will."""
        accrued = accrue(self.line, self.stamp, self.on)
        if accrued is None:
            self.line = up_to_date(self.line, self.on)
        else:
            self.take(accrued)


def _days(line: Line, servicing: Servicing) -> Iterator[date]:
    product = product_of(line)
    yield from (each.final_on for each in servicing.uncleared)
    if line.status in GIVEN_UP:
        return
    stated = next_statement_on(product, servicing.opened_on)
    if stated and product.revolves:
        yield stated
    yield from (plan.instalments[0].due_on for plan in servicing.plans)
    grace = timedelta(days=product.grace_days + 1)
    yield from (due.due_on + grace for due in servicing.dues if not due.late)
    if servicing.paused_until:
        yield servicing.paused_until + _ONE_DAY
    if servicing.late_since:
        thresholds = product.buckets[servicing.bucket - 1 :][:1] if servicing.bucket else ()
        yield from (servicing.late_since + timedelta(days=last + 1) for last in thresholds)
        if product.charge_off_after_days:
            yield servicing.late_since + timedelta(days=product.charge_off_after_days)


def _clear(day: _Day) -> None:
    """Give back the part of the line that was held for repayments which are final now."""
    for each in day.servicing.uncleared:
        if each.final_on <= day.on:
            day.change(uncleared=tuple(other for other in day.servicing.uncleared if other != each))
            day.book(EventKind.REPAYMENT_CLEARED, amount_minor=each.held_minor, refers_to=each.repayment)


def _end_pause(day: _Day) -> None:
    until = day.servicing.paused_until
    if until and until < day.on:
        day.change(paused_until=None)
        day.book(EventKind.PLAN_ENDED, detail={"plan": "pause"})


def _meet_or_miss(day: _Day) -> None:
    """Judge what was to be paid by a day that has passed, grace included."""
    grace = timedelta(days=day.product.grace_days)
    for due in day.servicing.dues:
        if not due.late and due.due_on + grace < day.on:
            _miss(day, due) if due.unpaid_minor else _meet(day, due)


def _meet(day: _Day, due: Due) -> None:
    before, full = day.servicing, not due.further_minor
    day.change(
        dues=tuple(other for other in before.dues if other is not due),
        full_in_row=before.full_in_row + 1 if full else 0,
        minimum_in_row=before.minimum_in_row + 1,
    )
    day.book(EventKind.PAYMENT_MET, detail={"due_on": due.due_on.isoformat(), "full": full})


def _miss(day: _Day, due: Due) -> None:
    before = day.servicing
    dues = tuple(changed(other, late=True) if other is due else other for other in before.dues)
    late = judged(changed(before, dues=dues, full_in_row=0, minimum_in_row=0), day.product, day.on)
    day.bear_interest()
    day.line = changed(day.line, servicing=changed(late, bucket=before.bucket if before.late_since else late.bucket))
    said = {"due_on": due.due_on.isoformat()}
    day.book(EventKind.PAYMENT_MISSED, amount_minor=due.unpaid_minor, detail=said)
    if before.late_since is None:
        past = (day.on - due.due_on).days
        day.book(
            EventKind.BECAME_PAST_DUE,
            amount_minor=due.unpaid_minor,
            detail={**said, "days_past_due": past, "bucket": late.bucket},
        )
    _charge_late(day)


def _charge(day: _Day, amount_minor: int, reason: str) -> None:
    if amount_minor:
        movements = fee(day.line, amount_minor).movements
        day.book(EventKind.FEE_CHARGED, amount_minor=amount_minor, movements=movements, reason=reason)


def _charge_late(day: _Day) -> None:
    """Charge the late fee; history that is booked anew charges none that it did not charge at its time."""
    if not day.stamp.replaying:
        _charge(day, day.product.late_fee_minor, LATE_PAYMENT)
        return
    charged = {event.replays for event in day.events}
    booked = (name for at, name in day.stamp.late_fees if at == day.stamp.effective_at and name not in charged)
    name = next(booked, None)
    if name is not None:
        _charge(day, day.product.late_fee_minor, LATE_PAYMENT)
        day.events[-1] = changed(day.events[-1], replays=name)


def _move_bucket(day: _Day) -> None:
    since = day.servicing.late_since
    if since is None:
        return
    past = (day.on - since).days
    bucket = bucket_of(day.product, past)
    if bucket != day.servicing.bucket:
        day.change(bucket=bucket)
        day.book(EventKind.BUCKET_CHANGED, detail={"days_past_due": past, "bucket": bucket})


def _charge_off(day: _Day) -> None:
    since, after = day.servicing.late_since, day.product.charge_off_after_days
    if since and after and (day.on - since).days >= after and day.line.status not in GIVEN_UP:
        day.bear_interest()
        day.take(charge_off_event(day.line, day.stamp, f"{after} days past due", day.on))


def charge_off_event(line: Line, stamp: Stamp, reason: str, on: date) -> Event:
    """Return the event that writes the line off; its amount is what is owed."""
    effect = written_off(line)
    if line.servicing:
        effect.changes["servicing"] = changed(effect.changes["servicing"], charged_off_on=on)
    balances = line.balances
    return record(
        line,
        stamp,
        EventKind.CHARGED_OFF,
        amount_minor=balances.principal + balances.interest + balances.fees,
        movements=effect.movements,
        reason=reason,
        **effect.changes,
    )


def _state(day: _Day) -> None:
    """Issue the statement of what revolves: everything owed, and the least of it that has to be paid."""
    product = day.product
    if day.line.status in GIVEN_UP or not product.revolves or next_statement_on(product, day.on - _ONE_DAY) != day.on:
        return
    day.bear_interest()
    fees, interest, revolving = _not_asked_for(day.line)
    asked = minimum_minor(product, fees_minor=fees, interest_minor=interest, principal_minor=revolving)
    if day.servicing.paused_until:
        asked = 0
    due_on = payment_due_on(product, day.on)
    full = fees + interest + revolving + day.servicing.unpaid_minor
    if asked:
        due = Due(
            due_on=due_on,
            principal_minor=asked - fees - interest,
            interest_minor=interest,
            fees_minor=fees,
            further_minor=fees + interest + revolving - asked,
        )
        _ask(day, due)
    day.book(
        EventKind.STATEMENT_ISSUED,
        amount_minor=full,
        detail={
            "statement_on": day.on.isoformat(),
            "due_on": due_on.isoformat(),
            "minimum_minor": day.servicing.unpaid_minor,
            "full_minor": full,
            "principal_minor": day.line.balances.principal,
            "interest_minor": day.line.balances.interest,
            "fees_minor": day.line.balances.fees,
        },
    )


def _fall_due(day: _Day) -> None:
    """Ask for the instalments of the day, with all interest and fees that no one has asked for yet."""
    if day.line.status in GIVEN_UP or not any(plan.instalments[0].due_on <= day.on for plan in day.servicing.plans):
        return
    day.bear_interest()
    fallen = [each for plan in day.servicing.plans for each in plan.instalments if each.due_on <= day.on]
    _charge(day, sum(each.fee_minor for each in fallen), GUARANTEE_FEE)
    principal = sum(each.principal_minor for each in fallen)
    day.change(plans=tuple(filter(None, (_rest_of(plan, day.on) for plan in day.servicing.plans))))
    fees, interest, _ = _not_asked_for(day.line)
    due = Due(due_on=day.on, principal_minor=principal, interest_minor=interest, fees_minor=fees)
    _ask(day, due)
    day.book(
        EventKind.PAYMENT_DUE,
        amount_minor=due.unpaid_minor,
        detail={
            "due_on": day.on.isoformat(),
            "principal_minor": principal,
            "interest_minor": interest,
            "fees_minor": fees,
        },
    )


def _ask(day: _Day, due: Due) -> None:
    day.change(dues=tuple(sorted((*day.servicing.dues, due), key=lambda each: each.due_on)))


def _rest_of(plan: Plan, on: date) -> Plan | None:
    rest = tuple(each for each in plan.instalments if each.due_on > on)
    gone = sum(each.principal_minor for each in plan.instalments if each.due_on <= on)
    return changed(plan, instalments=rest, gone_minor=plan.gone_minor + gone) if rest else None


def _not_asked_for(line: Line) -> tuple[int, int, int]:
    """Return fees, interest and revolving principal that no due has asked for."""
    servicing, owed = line.servicing, line.balances
    dues = servicing.dues if servicing else ()
    planned = servicing.planned_minor if servicing else 0
    return (
        owed.fees - sum(due.fees_minor for due in dues),
        owed.interest - sum(due.interest_minor for due in dues),
        owed.principal - planned - sum(due.principal_minor for due in dues),
    )
