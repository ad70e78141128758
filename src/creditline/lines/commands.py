"""What can be asked of a line. A command is data; `apply` says what follows from it."""

from datetime import date, datetime

from creditline.customers.consent import Consent
from creditline.lines.attested_fact import AttestedFact
from creditline.lines.event import Event
from creditline.lines.line import Terms
from creditline.lines.payer import PaidFrom
from creditline.lines.product import Method
from creditline.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who asks, when, and under which idempotency key.

    effective_at: when it counts in the world. booked_at: the clock as read at the edge, once.
    fingerprint: hash of the request, so that one key cannot stand for two different requests.
    replaying: history is booked anew; what would have been told or charged on a day that has passed is not.
    late_fees: those that history charged at its time: instant, and version under which each was booked first.
    """

    key: str | None
    fingerprint: bytes | None
    effective_at: datetime
    booked_at: datetime
    actor: str
    replaying: bool = False
    late_fees: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What every command has: the line it is about and its stamp."""

    line_id: str
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountCommand(Command):
    """A command about an amount: minor units, more than zero, in the line's currency."""

    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine(Command):
    """Open a line with these terms. `limit_minor` None: a line whose limit is still to be decided."""

    terms: Terms
    limit_minor: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw(AmountCommand):
    """Take credit.

    forced: take it even if the line cannot give it, and say so on the event. method, periods: how it is repaid; left
    out: as the line's product does first. fee_minor: a guarantor's fee for this draw, spread over its instalments.
    price_cap: the highest yearly cost the law allows that day, in millionths of a percent; looked up just before the
    command is applied, so callers leave it out.
    """

    forced: bool = False
    method: Method | None = None
    periods: int | None = None
    fee_minor: int = 0
    price_cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repay(AmountCommand):
    """Pay back: fees, then interest, then principal; the rest becomes a credit balance.

    rail: the way the money came, one of the product's; None is final. paid_from: who paid, if it is told.
    """

    rail: str | None = None
    paid_from: PaidFrom | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantRefund(AmountCommand):
    """A merchant gives money back: principal first, since it undoes a purchase; the rest becomes a credit balance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayOut(AmountCommand):
    """Pay the credit balance, or part of it, out to the borrower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFee(AmountCommand):
    """Charge a fee, for a stated reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceHold(AmountCommand):
    """Set credit aside until `expires_at`."""

    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureHold(AmountCommand):
    """Turn a hold, or part of it, into a draw; what is not captured is released. A hold is captured once."""

    hold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidHold(Command):
    """Release a hold."""

    hold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse(Command):
    """Undo an earlier event by a compensating one.

    `target` is that event as recorded and `already` whether a reversal of it stands; both are read under the
    line's lock just before the command is applied, so callers leave them out.
    """

    event: int
    reason: str
    target: Event | None = None
    already: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRepayment(Reverse):
    """A repayment bounced or was recalled: as a reversal; `reason` is what the bank says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPlan(Command):
    """Give relief: a pause `until` a day, or a stretch of what is planned over `periods` months. One of the two."""

    reason: str
    until: date | None = None
    periods: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReAge(Command):
    """Let what is late be due anew."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeOff(Command):
    """Write off what is owed."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLimit(Command):
    """Set the limit by hand. None takes the limit away: nothing can be drawn until one is decided."""

    limit_minor: int | None
    currency: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestFacts(Command):
    """Record what is vouched for about the borrower, all of it or nothing. currency: the one its amounts are in.

    consents: those of the line's customer, read under the line's lock, so callers leave them out; None where the line
    has no customer, and consents are kept elsewhere.
    """

    facts: tuple[AttestedFact, ...]
    currency: str
    consents: tuple[Consent, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze(Command):
    """Stop draws and holds. Repayments go on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfreeze(Command):
    """Let a frozen line give credit again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Command):
    """End the line. What is owed stays owed, and repayments go on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassTime(Command):
    """Bring the line to `stamp.effective_at`: expire holds, accrue interest. Asks for nothing else."""
