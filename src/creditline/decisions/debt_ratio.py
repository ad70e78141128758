"""How much of a proven income goes into repayments, and how much more may be drawn before that is too much.

By the policy's own measure: a month's repayment of this line is what is drawn, spread over the months that the
policy spreads a limit over (`capacity_months`); more than `burden_bps` of the income is too much.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_BPS = 10_000
_ASKED = ("burden_bps", "capacity_months")


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtRatio:
    """A month's money, in minor units: proven income, what others get, what is drawn here. most_bps: of the income."""

    income_minor: int
    obligations_minor: int
    drawn_minor: int
    months: int
    most_bps: int

    @property
    def bps(self) -> int:
        """The share of the income that repayments take, rounded up."""
        return -(-(self.obligations_minor + self.repayment_minor) * _BPS // self.income_minor)

    @property
    def repayment_minor(self) -> int:
        """What this line takes of a month's money, rounded up."""
        return -(-self.drawn_minor // self.months)

    @property
    def room_minor(self) -> int:
        """How much more can be drawn until repayments take the most that they should; 0 if they do already."""
        free = self.income_minor * self.most_bps // _BPS - self.obligations_minor
        return max(0, free * self.months - self.drawn_minor)

    def drawing(self, amount_minor: int) -> "DebtRatio":
        """Return the ratio as it is once `amount_minor` more is drawn."""
        return DebtRatio(
            income_minor=self.income_minor,
            obligations_minor=self.obligations_minor,
            drawn_minor=self.drawn_minor + amount_minor,
            months=self.months,
            most_bps=self.most_bps,
        )


def debt_ratio(facts: Mapping[str, Any], parameters: Mapping[str, int], *, counted_minor: int) -> DebtRatio | None:
    """Return the ratio of a person; None where no income is proven or the policy has no measure of it.

    counted_minor: the income that the policy counts, after looking at its proof.
    """
    if counted_minor <= 0 or any(not parameters.get(name) for name in _ASKED):
        return None
    return DebtRatio(
        income_minor=counted_minor,
        obligations_minor=int(facts.get("obligations_minor", 0)),
        drawn_minor=int(facts.get("drawn_minor", 0)),
        months=parameters["capacity_months"],
        most_bps=parameters["burden_bps"],
    )
