"""What a draw would cost, before it is taken: its schedule, every item, and the all-in annual figure."""

from datetime import date

from creditline.lines.line import Line
from creditline.lines.product import Method
from creditline.lines.schedule import Instalment, ProjectedInstalment, projected
from creditline.lines.settle import Detail, planned
from creditline.money.annual_cost import (
    MILLIONTHS_PER_BPS,
    CashFlows,
    costs_at_most,
    dated_flows,
    effective_cost,
    nominal_cost,
)
from creditline.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A draw as it would run if every instalment is paid on its day; costs in millionths of a percent a year.

    instalments: empty for what revolves; there the cost is the line's rate. flows: what the cost is computed from.
    """

    amount_minor: int
    instalments: tuple[ProjectedInstalment, ...]
    fees_minor: tuple[int, ...]
    nominal: int
    flows: CashFlows | None

    @property
    def effective(self) -> int:
        """The yearly cost with interest on interest; some milliseconds of work, so only where it is shown."""
        return self.nominal if self.flows is None else effective_cost(self.flows)

    @property
    def interest_minor(self) -> int:
        """All interest of the schedule."""
        return sum(each.interest_minor for each in self.instalments)


def quote(line: Line, amount_minor: int, detail: Detail, on: date) -> Quote:
    """Return what a draw of `amount_minor` on `on`, repaid as `detail` says, would cost."""
    if detail["method"] == Method.REVOLVING.value:
        rate = line.terms.rate_bps * MILLIONTHS_PER_BPS
        return Quote(amount_minor=amount_minor, instalments=(), fees_minor=(), nominal=rate, flows=None)
    parts = planned(line, amount_minor, detail, on)
    expected = projected(parts, line.terms.rate_bps, line.terms.day_count, on)
    flows = dated_flows(amount_minor, on, _payments(parts, expected), line.terms.day_count)
    return Quote(
        amount_minor=amount_minor,
        instalments=expected,
        fees_minor=tuple(part.fee_minor for part in parts),
        nominal=nominal_cost(flows),
        flows=flows,
    )


def costs_more_than(offered: Quote, cap: int) -> bool:
    """Tell, exactly, whether the nominal cost is above `cap` millionths of a percent."""
    return offered.nominal > cap if offered.flows is None else not costs_at_most(offered.flows, cap)


def _payments(parts: tuple[Instalment, ...], expected: tuple[ProjectedInstalment, ...]) -> list[tuple[date, int]]:
    pairs = zip(parts, expected, strict=True)
    return [(each.due_on, each.payment_minor + part.fee_minor) for part, each in pairs]
