"""What a limit costs in regulatory capital: why cutting the limits of those who repay in full saves almost nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from creditline.law.pack import Law
from creditline.law.terms import CapitalTerms

_BPS = 10_000


class NoCapitalRule(LookupError):
    """No rule in force gives weights of capital."""

    code = "no-capital-rule"

    def __init__(self) -> None:
        super().__init__("No rule in force gives weights of capital. Use the pack 'basel', or one of your own.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a line is to a regulator, in minor units; `months_in_full`: months repaid in full, oldest first."""

    drawn_minor: int
    undrawn_minor: int
    cancellable: bool
    months_in_full: Sequence[bool] = ()


def risk_weighted_minor(law: Law, exposure: Exposure) -> int:
    """Return the risk-weighted assets of a retail line in minor units, rounded down; raise NoCapitalRule."""
    terms = _terms(law)
    factor = terms.cancellable_ccf_bps if exposure.cancellable else terms.committed_ccf_bps
    transactor = is_transactor(law, exposure.months_in_full)
    weight = terms.transactor_weight_bps if transactor else terms.retail_weight_bps
    return (exposure.drawn_minor * _BPS + exposure.undrawn_minor * factor) * weight // (_BPS * _BPS)


def is_transactor(law: Law, months_in_full: Sequence[bool]) -> bool:
    """Tell whether each of the last months was repaid in full; less history than the rule asks for is not enough."""
    needed = _terms(law).transactor_months
    return len(months_in_full) >= needed and all(months_in_full[-needed:])


def _terms(law: Law) -> CapitalTerms:
    found = next((terms for _, terms in law.terms(CapitalTerms)), None)
    if found is None:
        raise NoCapitalRule
    return found
