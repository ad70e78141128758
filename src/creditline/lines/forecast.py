"""What a line will ask for, if everything is paid on its day: all its schedules together, with their interest."""

from collections.abc import Iterator
from datetime import date

from creditline.lines.line import Line
from creditline.money.interest import simple_interest
from creditline.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What will fall due on `due_on`. Interest is the line's: all that has accrued by then and was not asked for."""

    due_on: date
    principal_minor: int
    interest_minor: int
    fees_minor: int
    balance_minor: int

    @property
    def payment_minor(self) -> int:
        """All that will be asked for."""
        return self.principal_minor + self.interest_minor + self.fees_minor


def forecast(line: Line) -> Iterator[Expected]:
    """Yield what will fall due, in the order of its days; nothing for what only revolves.

    What has been asked for already is taken as paid, and nothing is drawn. `balance_minor` is the principal afterwards.
    """
    servicing, terms = line.servicing, line.terms
    if servicing is None:
        return
    planned: dict[date, tuple[int, int]] = {}
    for each in sorted((each for plan in servicing.plans for each in plan.instalments), key=lambda each: each.due_on):
        principal, fees = planned.get(each.due_on, (0, 0))
        planned[each.due_on] = principal + each.principal_minor, fees + each.fee_minor
    balance = line.balances.principal - sum(due.principal_minor for due in servicing.dues)
    carried = line.balances.interest - sum(due.interest_minor for due in servicing.dues)
    owed_fees = line.balances.fees - sum(due.fees_minor for due in servicing.dues)
    start, residue = line.accrued_on, line.accrual_residue
    for due_on, (principal, fees) in planned.items():
        interest, residue = simple_interest(
            balance, rate_bps=terms.rate_bps, day_count=terms.day_count, start=start, end=due_on, residue=residue
        )
        balance -= principal
        yield Expected(
            due_on=due_on,
            principal_minor=principal,
            interest_minor=interest + carried,
            fees_minor=fees + owed_fees,
            balance_minor=balance,
        )
        start, carried, owed_fees = due_on, 0, 0
