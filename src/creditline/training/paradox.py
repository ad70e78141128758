"""The repayment-paradox rate: how often a model takes a borrower for a greater risk because he has repaid.

A repayment is simulated on the columns, the features are computed anew, and the model is asked again. Among the rows
that the spec counts, the rate is the share whose risk rises. A card's rate is 0 by proof; other models learn what the
data hold, and the data hold people who pay in full and default all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from creditline.training.arrays import Places, Real
from creditline.training.features import Counterfactual, after_repayment
from creditline.training.spec import Spec

_NOISE = 1e-9  # what sums of floats may differ by although nothing differs

Risk = Callable[[pl.DataFrame], Real]


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows that a repayment was simulated on, and those whose risk rose, the more so by a hundredth and more."""

    rows: int = 0
    rose: int = 0
    rose_by_a_hundredth: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        """Return both counted together."""
        return Counted(
            self.rows + other.rows, self.rose + other.rose, self.rose_by_a_hundredth + other.rose_by_a_hundredth
        )

    @property
    def rate(self) -> float:
        """Return the repayment-paradox rate."""
        return self.rose / self.rows if self.rows else 0.0


def counterfactuals(data: pl.DataFrame, spec: Spec) -> list[Counterfactual]:
    """Return the features after each repayment of the spec."""
    return [after_repayment(data, spec, repayment) for repayment in spec.repayments]


def count_paradoxes(
    features: pl.DataFrame, after: Sequence[Counterfactual], rows: Places, risk: Risk
) -> Mapping[str, Counted]:
    """Return what was counted for each repayment by its name, on these rows; `risk` gives probabilities of default."""
    counted = {}
    for counterfactual in after:
        among = rows[counterfactual.among.to_numpy()[rows]]
        rise = risk(counterfactual.after[among]) - risk(features[among]) if len(among) else among
        rose, much = int((rise > _NOISE).sum()), int((rise > 0.01).sum())  # noqa: PLR2004 - a hundredth
        counted[counterfactual.repayment.name] = Counted(len(among), rose, much)
    return counted
