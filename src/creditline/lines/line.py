"""A credit line: its terms, its balances and its open holds."""

from datetime import date, datetime
from enum import StrEnum

from creditline.ledger.account import Account
from creditline.lines.ceiling import Ceiling
from creditline.lines.product import Product
from creditline.lines.servicing import Servicing
from creditline.money.day_count import DayCount
from creditline.values import dataclass


class Status(StrEnum):
    """What a line may do. Every status accepts repayments; only an open line gives credit."""

    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"
    CHARGED_OFF = "charged_off"
    SETTLED = "settled"
    """Paid in full after it had been charged off."""


ENDED = frozenset({Status.CLOSED, Status.CHARGED_OFF, Status.SETTLED})
"""A line in one of these gives no credit again."""

GIVEN_UP = frozenset({Status.CHARGED_OFF, Status.SETTLED})
"""A line in one of these bears no interest, asks for nothing, and does nothing but take repayments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed when the line was opened; rate in basis points a year, dates in `zone`.

    product: the version of the product it was opened with; None for a line that only revolves and is never due.
    """

    name: str
    currency: str
    rate_bps: int
    day_count: DayCount
    zone: str
    opened_on: date
    expires_on: date | None = None
    product: Product | None = None


@dataclass(frozen=True, slots=True)
class Balances:
    """What is owed, by part, and what is owed back (`credit`): minor units, none of them negative."""

    principal: int = 0
    interest: int = 0
    fees: int = 0
    credit: int = 0

    def signed(self) -> dict[Account, int]:
        """Return the balances as the book has them: debit positive, so `credit` is negative."""
        return {
            Account.PRINCIPAL: self.principal,
            Account.INTEREST: self.interest,
            Account.FEES: self.fees,
            Account.CREDIT: -self.credit,
        }


@dataclass(frozen=True, slots=True)
class Hold:
    """Credit set aside for a draw that has been authorised and not yet taken.

    `placed_by` is the version of the event that placed it, and so its name within the line.
    """

    placed_by: int
    amount_minor: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it stands after the event numbered `version`.

    limit_minor: the limit in force; None when none has been decided, and then nothing can be drawn. 0 is a limit.
    held_minor: sum of the open holds. `holds` names each of them; on the line after a recorded event it is empty.
    accrual_residue: interest not yet a whole minor unit, in the unit of `money.interest`.
    accrued_on: business date through which interest has been accrued.
    moved_at: instant of the last event other than an accrual; nothing can take effect before it.
    servicing: what is planned and asked for on a line with a product; None on a line without one.
    constrained: whether more than its own limit may bound it; `ceiling` is the lowest of those, or None.
    """

    id: str
    terms: Terms
    status: Status
    limit_minor: int | None
    balances: Balances
    held_minor: int
    accrual_residue: int
    accrued_on: date
    moved_at: datetime
    version: int
    holds: tuple[Hold, ...] = ()
    servicing: Servicing | None = None
    constrained: bool = False
    ceiling: Ceiling | None = None

    @property
    def unreleased_minor(self) -> int:
        """How much of the line repayments that are not final have yet to give back."""
        return self.servicing.unreleased_minor if self.servicing else 0
