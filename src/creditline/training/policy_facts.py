"""The clients of the Taiwan table as facts of a policy: what the table tells, and nothing against them otherwise."""

from datetime import date

import polars as pl

from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.policy import Policy
from creditline.training.arrays import Places

_STATUSES = ("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6")
_DAYS_OF_MONTH, _MINOR = 30, 100
_SAID: dict[str, Value] = {
    "segment": "salaried",
    "scale": "person",
    "industry": "none",
    "payer": "own",
    "season_index_bps": 10_000,
    "tenure_months": 6,
}
"""What is taken as given for everybody: a person with a wage and an own account, six months a client."""

_GENEROUS = frozenset({"income_minor"})
"""What the table does not know and what must not decide: as much as the policy can read."""


def facts_of_clients(
    policy: Policy, clients: pl.DataFrame, points: Places, limit_minor: pl.Series, trigger: str
) -> pl.DataFrame:
    """Return one row of the policy's facts for each client; amounts of the table are taken as the policy's currency.

    limit_minor: the limits in force. trigger: what the policy is asked about.
    """
    late_months = clients.select(pl.sum_horizontal((pl.col(name) > 0).cast(pl.Int64) for name in _STATUSES)).to_series()
    known = {
        "trigger": pl.Series([trigger] * clients.height),
        "score": pl.Series(points),
        "current_limit_minor": limit_minor,
        "drawn_minor": clients["BILL_AMT1"].cast(pl.Int64).clip(0) * _MINOR,
        "days_past_due": clients["PAY_0"].cast(pl.Int64).clip(0) * _DAYS_OF_MONTH,
        "late_count_365d": late_months,
    }
    return pl.DataFrame(
        [
            known[name].alias(name) if name in known else _everybody(name, domain, clients.height)
            for name, domain in policy.facts.items()
        ]
    )


def _everybody(name: str, domain: Domain, rows: int) -> pl.Series:
    value = _SAID.get(name)
    if value is None or (domain.kind is Kind.ENUMERATION and value not in domain.values):
        value = _plain(domain, most=name in _GENEROUS)
    return pl.repeat(value, rows, eager=True, dtype=_TYPES[domain.kind]).alias(name)


def _plain(domain: Domain, *, most: bool) -> Value:
    if domain.kind is Kind.BOOLEAN:
        return False
    if domain.kind is Kind.ENUMERATION:
        return str(domain.values[0])
    if domain.kind is Kind.DATE:
        return date.fromordinal(domain.low)
    return domain.high if most else max(domain.low, min(0, domain.high))


_TYPES = {
    Kind.INTEGER: pl.Int64,
    Kind.RATIO: pl.Int64,
    Kind.BOOLEAN: pl.Boolean,
    Kind.ENUMERATION: pl.String,
    Kind.DATE: pl.Date,
}
