"""What a full repayment does to limits: under a policy with a proven card, and under a threshold on a free model.

Every client is judged by models that never saw him. Before the event stands the statement unpaid; after it, paid in
full. The naive policy keeps a client's limit while the model's probability of default is under a threshold, and takes
all of it otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from creditline.policy.policy import Policy
from creditline.portfolio.policy_columns import decide_frame
from creditline.scoring.proof import prove
from creditline.training import plots
from creditline.training.arrays import Bits, Places, Real
from creditline.training.batch_card import points_of
from creditline.training.features import columns_after, features_of
from creditline.training.fit import Settings, fit, fold_of_rows
from creditline.training.policy_facts import facts_of_clients
from creditline.training.rivals import RIVALS, expect_rivals
from creditline.training.spec import Spec, SpecInvalid

_FOLDS = 2
_BPS = 10_000
_MODEL = "lightgbm"


class ScoreNotAsked(ValueError):
    """A policy that is tried with a card has a fact for its score, and facts for the event and the limit."""

    code = "score-not-asked"

    def __init__(self, policy: str, missing: list[str]) -> None:
        super().__init__(
            f"The policy '{policy}' has no fact {', '.join(missing)}; the trial gives them. Declare them in facts.toml."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the event did to clients' limits. of_limit: how many had one before it.

    by_score: how many it would have lowered without the clause that a repayment never lowers a limit.
    """

    clients: int
    of_limit: int
    lowered: int
    raised: int
    by_score: int

    @property
    def rate(self) -> float:
        """Return the share of clients that the event lowered."""
        return self.lowered / self.clients if self.clients else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A policy beside the naive one, for those who paid a statement in full, and for those who owed one and might."""

    policy: str
    version: str
    sha256: str
    source: str
    clients: int
    threshold_bps: int
    card_proven: bool
    groups: Mapping[str, Mapping[str, Counted]]

    def as_dict(self) -> dict[str, Any]:
        """Return the trial as values that JSON has."""
        groups = {
            group: {side: {**asdict(found), "rate": found.rate} for side, found in sides.items()}
            for group, sides in self.groups.items()
        }
        said = {name: getattr(self, name) for name in self.__slots__ if name != "groups"}
        return {**said, **groups}


def try_repaying(
    data: pl.DataFrame,
    bad: Bits,
    spec: Spec,
    policy: Policy,
    *,
    on: date,
    threshold_bps: int,
    source: str,
    how: Settings,
) -> Trial:
    """Return what the first repayment of `spec` does to the limits of the clients in `data`, the table of Taiwan.

    on: the day whose parameters the policy decides by. Raises RivalsMissing, ScoreNotAsked, SpecInvalid.
    """
    expect_rivals()
    if not spec.repayments:
        raise SpecInvalid("repayment", "there is none; the trial needs the event of a full repayment")
    missing = [name for name in ("score", "trigger", "current_limit_minor") if name not in policy.facts]
    if missing:
        raise ScoreNotAsked(policy.id, missing)
    paid = paid_in_full(data)
    before = unpaid(data, paid)
    after = columns_after(before, spec, spec.repayments[0])
    judged = _judged(data, bad, spec, before, after, how)
    by_policy = _by_policy(policy, before, after, judged, on)
    by_threshold = _by_threshold(data, judged, threshold_bps)
    owed = (data["BILL_AMT2"] > 0).to_numpy()
    groups = {"paid_in_full": paid, "owed_and_might_pay": owed & ~paid}
    return Trial(
        policy=policy.id,
        version=policy.version,
        sha256=policy.sha256,
        source=source,
        clients=data.height,
        threshold_bps=threshold_bps,
        card_proven=judged.proven,
        groups={
            name: {"policy": by_policy.counted(rows), "naive": by_threshold.counted(rows)}
            for name, rows in groups.items()
        },
    )


def as_the_book_says(clients: pl.DataFrame, book: Sequence[Mapping[str, int]]) -> pl.DataFrame:
    """Return the clients that the book has, with its limits, bills and payments; the other columns stay the table's."""
    ledger = pl.DataFrame(book)
    others = clients.with_columns(pl.col("ID").cast(pl.Int64)).drop(name for name in ledger.columns if name != "ID")
    return others.join(ledger, on="ID", how="inner", maintain_order="left")


def paid_in_full(data: pl.DataFrame) -> Bits:
    """Return one flag a client: what was billed in August was paid in September, all of it."""
    flags: Bits = ((data["BILL_AMT2"] > 0) & (data["PAY_AMT1"] >= data["BILL_AMT2"])).to_numpy()
    return flags


def unpaid(data: pl.DataFrame, rows: Bits) -> pl.DataFrame:
    """Return the table as it stood before September's payment, where flagged: the statement open, and nobody late."""
    flagged = pl.Series(rows)
    return data.with_columns(
        PAY_0=pl.when(flagged & (pl.col("PAY_0") < 0)).then(0).otherwise(pl.col("PAY_0")),
        PAY_AMT1=pl.when(flagged).then(0).otherwise(pl.col("PAY_AMT1")),
        BILL_AMT1=pl.when(flagged).then(pl.col("BILL_AMT1") + pl.col("PAY_AMT1")).otherwise(pl.col("BILL_AMT1")),
    )


def trial_plot(trial: Trial) -> str:
    """Return the shares lowered by the event as SVG, for those who paid and those who might."""
    sides = {"policy": trial.policy, "naive": "threshold on LightGBM"}
    groups = {"paid_in_full": "paid in full", "owed_and_might_pay": "if they paid in full"}
    bars = {
        f"{sides[side]}, {groups[group]}": found.rate
        for group, by_side in trial.groups.items()
        for side, found in by_side.items()
    }
    return plots.bars(list(bars), list(bars.values()), "Limit lowered by a full repayment, % of clients")


@dataclass(frozen=True, slots=True)
class _Judged:
    """Points and probabilities of default of each client, before and after; and whether the cards were proven."""

    points: tuple[Places, Places]
    pd: tuple[Real, Real]
    proven: bool


@dataclass(frozen=True, slots=True)
class _Limits:
    """Each client's limit before and after the event, and after it by the score alone."""

    before: Places
    after: Places
    by_score_before: Places
    by_score_after: Places

    def counted(self, rows: Bits) -> Counted:
        before, after = self.before[rows], self.after[rows]
        return Counted(
            clients=len(before),
            of_limit=int((before > 0).sum()),
            lowered=int((after < before).sum()),
            raised=int((after > before).sum()),
            by_score=int((self.by_score_after[rows] < self.by_score_before[rows]).sum()),
        )


def _judged(
    data: pl.DataFrame, bad: Bits, spec: Spec, before: pl.DataFrame, after: pl.DataFrame, how: Settings
) -> _Judged:
    learned, sides = features_of(data, spec), (features_of(before, spec), features_of(after, spec))
    points = tuple(np.zeros(len(bad), dtype=np.int64) for _ in sides)
    pd = tuple(np.zeros(len(bad)) for _ in sides)
    folds, proven = fold_of_rows(bad, _FOLDS, how.seed), True
    for fold in range(_FOLDS):
        kept, left_out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        card = fit(data[kept], bad[kept], spec, settings=how)
        proven = proven and prove(card).holds
        model = RIVALS[_MODEL](learned[kept], bad[kept], spec, how.threads, how.seed)
        for side, features in enumerate(sides):
            points[side][left_out] = features[left_out].select(points_of(card)).to_series().to_numpy()
            pd[side][left_out] = model(features[left_out])
    return _Judged((points[0], points[1]), (pd[0], pd[1]), proven)


def _by_policy(policy: Policy, before: pl.DataFrame, after: pl.DataFrame, judged: _Judged, on: date) -> _Limits:
    given = (before["LIMIT_BAL"].cast(pl.Int64) * 100).alias("current_limit_minor")
    first = decide_frame(policy, facts_of_clients(policy, before, judged.points[0], given, "review"), on=on)
    in_force = first["limit_minor"].alias("current_limit_minor")
    then = decide_frame(policy, facts_of_clients(policy, after, judged.points[1], in_force, "repayment"), on=on)
    unpaid_still = decide_frame(policy, facts_of_clients(policy, before, judged.points[0], in_force, "review"), on=on)
    return _Limits(
        before=first["limit_minor"].to_numpy(),
        after=then["limit_minor"].to_numpy(),
        by_score_before=unpaid_still["wish_minor"].to_numpy(),
        by_score_after=then["wish_minor"].to_numpy(),
    )


def _by_threshold(data: pl.DataFrame, judged: _Judged, threshold_bps: int) -> _Limits:
    limit = data["LIMIT_BAL"].cast(pl.Int64).to_numpy() * 100
    before, after = (np.where(pd * _BPS < threshold_bps, limit, 0) for pd in judged.pd)
    return _Limits(before, after, before, after)
