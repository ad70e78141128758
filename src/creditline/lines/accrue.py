"""Interest by days: on the principal, and on overdue principal the product's penalty on top."""

from datetime import date

from creditline.ledger.account import Account
from creditline.lines.commands import Stamp
from creditline.lines.event import CLOCK, Event, EventKind
from creditline.lines.line import GIVEN_UP, Line
from creditline.lines.record import record
from creditline.money.interest import simple_interest
from creditline.values import changed


def accrue(line: Line, stamp: Stamp, to: date) -> Event | None:
    """Accrue simple interest from the line's `accrued_on` to `to` (back, if `to` is earlier); None if none is due."""
    if to == line.accrued_on or not bears_interest(line):
        return None
    interest, residue = interest_to(line, to)
    return record(
        line,
        changed(stamp, key=None, fingerprint=None, actor=CLOCK),
        EventKind.INTEREST_ACCRUED,
        amount_minor=interest,
        movements=[(Account.INTEREST, interest), (Account.INTEREST_INCOME, -interest)],
        accrual_residue=residue,
        accrued_on=to,
        moved_at=line.moved_at,
    )


def interest_to(line: Line, to: date) -> tuple[int, int]:
    """Return the interest of `line` from `accrued_on` to `to`, and the residue to carry."""
    return simple_interest(
        _weighted_minor(line),
        rate_bps=1,
        day_count=line.terms.day_count,
        start=line.accrued_on,
        end=to,
        residue=line.accrual_residue,
    )


def bears_interest(line: Line) -> bool:
    """Whether a day that passes costs interest on this line."""
    return line.balances.principal > 0 and line.status not in GIVEN_UP and _weighted_minor(line) > 0


def up_to_date(line: Line, on: date) -> Line:
    """Move `accrued_on` of a line that bears no interest, so that what is drawn or late from now on bears it from now.

    A line that bears interest is left as it is.
    """
    return line if line.accrued_on == on or bears_interest(line) else changed(line, accrued_on=on)


def _weighted_minor(line: Line) -> int:
    """Principal times its rate in basis points, the penalty on what is overdue included."""
    weighted = line.balances.principal * line.terms.rate_bps
    product, servicing = line.terms.product, line.servicing
    if servicing is None or product is None or not servicing.late_since:
        return weighted
    return weighted + product.penalty_rate_bps * sum(due.principal_minor for due in servicing.dues if due.late)
