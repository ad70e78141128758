"""What bounds one line beside its limit: a temporary limit, the borrower's own choice, those who fund it."""

from creditline.customers.limits import TemporaryLimit, check_temporary
from creditline.funding.agreement import Agreement
from creditline.lines.apply import CurrencyMismatch
from creditline.lines.commands import Stamp
from creditline.lines.line import Line
from creditline.store.database import Database
from creditline.store.line_bounds import fund_line, insert_chosen_limit, insert_temporary_limit, lock_line
from creditline.store.participants import find_agreement
from creditline.usecases.once import once


class LineDrawn(ValueError):
    """A line comes under an agreement while nothing is drawn on it."""

    code = "line-drawn"

    def __init__(self, line_id: str) -> None:
        super().__init__(
            f"Principal stands on the line '{line_id}', and who lent it is settled. Repay it first, or open a new line."
        )


class AgreementNotInForce(ValueError):
    """A line comes under an agreement that has shares now."""

    code = "agreement-not-in-force"

    def __init__(self, agreement: Agreement) -> None:
        super().__init__(f"No share of the agreement '{agreement.id}' counts now, so nobody would fund the line.")


async def limit_for_a_time(
    database: Database, stamp: Stamp, line_id: str, limit: TemporaryLimit, currency: str
) -> None:
    """Lower what a line gives for a time; raise TemporaryLimitTooShort, LineUnknown, CurrencyMismatch, KeyReused."""
    check_temporary(limit, stamp.booked_at)
    async with once(database, stamp, limit.id) as connection:
        if connection:
            line = await lock_line(connection, line_id)
            _check_currency(line, currency)
            await insert_temporary_limit(connection, line, limit, stamp.booked_at)


async def choose_limit(database: Database, stamp: Stamp, line_id: str, amount_minor: int | None, currency: str) -> None:
    """Set the limit that the borrower wants; None: the whole limit again. It never raises what the line gives.

    Raises LineUnknown, CurrencyMismatch, KeyReused.
    """
    async with once(database, stamp, line_id) as connection:
        if connection:
            line = await lock_line(connection, line_id)
            _check_currency(line, currency)
            await insert_chosen_limit(connection, line, amount_minor, stamp.booked_at)


async def put_under_agreement(database: Database, stamp: Stamp, line_id: str, agreement_id: str) -> None:
    """Have a line funded under an agreement from now on.

    Raises LineUnknown, AgreementUnknown, LineDrawn, AgreementNotInForce, CurrencyMismatch, KeyReused.
    """
    async with once(database, stamp, line_id) as connection:
        if connection is None:
            return
        line = await lock_line(connection, line_id)
        agreement = await find_agreement(connection, agreement_id)
        _check_currency(line, agreement.currency)
        if line.balances.principal:
            raise LineDrawn(line_id)
        if not agreement.at(stamp.booked_at):
            raise AgreementNotInForce(agreement)
        await fund_line(connection, line, agreement_id)


def _check_currency(line: Line, given: str) -> None:
    if line.terms.currency != given:
        raise CurrencyMismatch(line=line, given=given)
