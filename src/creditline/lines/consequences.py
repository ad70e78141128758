"""What follows from an event by itself, in the same commit: a fee for paying early, being cured, being settled."""

from creditline.dates.business_date import business_date
from creditline.ledger.account import Account
from creditline.lines.available import owed_minor
from creditline.lines.commands import Stamp
from creditline.lines.event import CLOCK, Event, EventKind
from creditline.lines.line import GIVEN_UP, Line, Status
from creditline.lines.record import record
from creditline.lines.servicing import Servicing, days_past_due
from creditline.lines.settle import fee, product_of
from creditline.money.rounding import round_half_up
from creditline.values import changed

_PAID = frozenset({EventKind.REPAYMENT, EventKind.MERCHANT_REFUND})
_BPS = 10_000

EARLY_REPAYMENT = "early_repayment"
"""The reason of a fee for principal that was paid before it fell due."""

EARLY_FEE_WAIVED = "early_fee_waived"
"""On a repayment's detail: its fee for paying early was undone, so history that is booked anew charges none."""


def consequences(before: Line, event: Event, stamp: Stamp) -> list[Event]:
    """Return the events that follow from `event`, which was booked on `before`; none for most."""
    if not event.accepted:
        return []
    chain = _Chain(event.after, changed(stamp, key=None, fingerprint=None, actor=CLOCK))
    if event.kind in _PAID and before.status is Status.CHARGED_OFF:
        _recover(chain, before)
    elif before.status in GIVEN_UP:
        _give_up_more(chain, before)
    if before.servicing and event.after.servicing:
        if event.kind is EventKind.REPAYMENT:
            _charge_early(chain, before.servicing, event)
        _tell_lateness(chain, before.servicing, event.after.servicing)
    return chain.events


class _Chain:
    """Events that follow each other on one line at one instant."""

    def __init__(self, line: Line, stamp: Stamp) -> None:
        self.line, self.stamp = line, stamp
        self.events: list[Event] = []

    def book(self, kind: EventKind, **said: object) -> None:
        self.events.append(record(self.line, self.stamp, kind, **said))  # type: ignore[arg-type]
        self.line = self.events[-1].after


def _recover(chain: _Chain, before: Line) -> None:
    recovered = owed_minor(before) - owed_minor(chain.line)
    if not recovered:
        return
    status = Status.CHARGED_OFF if owed_minor(chain.line) else Status.SETTLED
    chain.book(EventKind.RECOVERED, amount_minor=recovered, status=status)


def _give_up_more(chain: _Chain, before: Line) -> None:
    """Give up what was lent after the charge-off: a hold captured, or a draw that turns out to have come later."""
    more = owed_minor(chain.line) - owed_minor(before)
    if more <= 0:
        return
    chain.book(
        EventKind.CHARGED_OFF,
        amount_minor=more,
        movements=[(Account.CHARGE_OFF_LOSS, more), (Account.CHARGED_OFF, -more)],
        reason="drawn after the charge-off",
        status=Status.CHARGED_OFF,
        limit_minor=0,
    )


def _charge_early(chain: _Chain, before: Servicing, paid: Event) -> None:
    """Charge what the product asks for principal paid before it fell due; most products ask for nothing."""
    after = paid.after.servicing
    if after is None or (paid.detail or {}).get(EARLY_FEE_WAIVED):
        return
    ahead = before.planned_minor - after.planned_minor
    charge, _ = round_half_up(ahead * product_of(chain.line).early_repayment_fee_bps, _BPS)
    if charge > 0:
        movements = fee(chain.line, charge).movements
        chain.book(EventKind.FEE_CHARGED, amount_minor=charge, movements=movements, reason=EARLY_REPAYMENT)


def _tell_lateness(chain: _Chain, before: Servicing, after: Servicing) -> None:
    if before.late_since and not after.late_since:
        chain.book(EventKind.CURED, detail={"late_since": before.late_since.isoformat()})
    elif before.late_since and before.bucket != after.bucket:
        on = business_date(chain.stamp.effective_at, chain.line.terms.zone)
        past = days_past_due(after, on)
        chain.book(EventKind.BUCKET_CHANGED, detail={"days_past_due": past, "bucket": after.bucket})
