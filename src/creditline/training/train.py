"""From a file of data to a card with its evidence: what was learned, and how it holds on rows it never saw."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from creditline.scoring.card import Card, Origin
from creditline.scoring.proof import Proof, prove
from creditline.training.arrays import Bits, Places, Real
from creditline.training.batch_card import points_of, scored
from creditline.training.days import in_order
from creditline.training.features import features_of
from creditline.training.fit import Settings, fit
from creditline.training.infer import constant_columns, infer_spec
from creditline.training.leaks import FeatureLeaks, find_leaks
from creditline.training.measure import Measures, measure, stability
from creditline.training.paradox import Counted, count_paradoxes, counterfactuals
from creditline.training.spec import Spec
from creditline.training.table import OneClass, Target, column, read_data, split_target

_HELD_OUT = 0.2
_FEW, _HARDLY = 100, 0.55
_PPM = 1_000_000


class CardBreaksPromise(RuntimeError):
    """A card that breaks a declared direction is not written."""

    code = "card-breaks-promise"

    def __init__(self, proof: Proof) -> None:
        super().__init__(f"The card would break what it declares: {proof.breaches[0].what}. Nothing was written.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How a card does on rows it never saw: the latest if the data have dates, else some at random."""

    rows: Places
    bad: Bits
    points: Real
    pd: Real
    measures: Measures
    stability: float
    paradoxes: Mapping[str, Counted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A card, the data it came from, and the evidence."""

    card: Card
    proof: Proof
    spec: Spec
    data: pl.DataFrame
    features: pl.DataFrame
    target: Target
    date: str | None
    trained_on: Places
    evidence: Evidence
    warnings: list[str] = field(default_factory=list)


def train(
    path: Path,
    target: str,
    *,
    spec: Spec | None = None,
    date: str | None = None,
    drop_leaking: bool = False,
    settings: Settings | None = None,
) -> Trained:
    """Return a card trained on the file at `path` to foretell its column `target`.

    Raises what reading the data, the spec and fitting raise, DatesUnreadable, FeatureLeaks, CardBreaksPromise.
    """
    data, outcome = split_target(read_data(path), target)
    date = date or (spec.date if spec else None)
    if date:
        data = data.with_columns(in_order(column(data, date)))
    chosen, warnings = usable_spec(data, outcome.bad, spec, leave_out=[date] if date else [], drop_leaking=drop_leaking)
    kept, held_out = _split(data, outcome, date, (settings or Settings()).seed)
    origin = Origin(
        title=path.stem, purpose=chosen.purpose, data=path.name, target=target, rows=len(kept),
        repayments_checked=len(kept) * len(chosen.repayments),
    )  # fmt: skip
    card = fit(data[kept], outcome.bad[kept], chosen, settings=settings, origin=origin)
    proof = prove(card)
    if not proof.holds:
        raise CardBreaksPromise(proof)
    features = features_of(data, chosen)
    evidence = _evidence(card, data, features, outcome.bad, chosen, kept, held_out)
    return Trained(
        card=card,
        proof=proof,
        spec=chosen,
        data=data,
        features=features,
        target=outcome,
        date=date,
        trained_on=kept,
        evidence=evidence,
        warnings=[*warnings, *_doubts(evidence)],
    )


def _doubts(evidence: Evidence) -> Iterator[str]:
    """Yield what speaks against trusting the evidence."""
    rarer = int(min(evidence.bad.sum(), (1 - evidence.bad).sum()))
    if rarer < _FEW:
        yield f"Only {rarer} held-out rows have the rarer outcome: the measures may be far off."
    if evidence.measures.auc < _HARDLY:
        yield f"On rows it never saw the card hardly tells the outcomes apart (AUC {evidence.measures.auc:.4f})."


def usable_spec(
    data: pl.DataFrame, bad: Bits, spec: Spec | None, *, leave_out: Sequence[str] = (), drop_leaking: bool = False
) -> tuple[Spec, list[str]]:
    """Return the spec, inferred if there is none, without features that say nothing, and what was left out.

    Raises FeatureLeaks for features that tell the outcome by themselves, unless they are to be dropped.
    """
    warnings: list[str] = []
    if spec is None:
        inferred = infer_spec(data, leave_out=leave_out)
        spec, warnings = inferred.spec, list(inferred.warnings)
    features = features_of(data, spec)
    constant = constant_columns(features)
    warnings += [f"Left out '{name}': it is the same in every row." for name in constant]
    spec = _without(spec, constant)
    leaks = find_leaks(features, bad, spec)
    if leaks and not drop_leaking:
        raise FeatureLeaks(leaks)
    warnings += [f"Dropped '{leak.feature}': it tells the outcome by itself (AUC {leak.auc:.4f})." for leak in leaks]
    return _without(spec, [leak.feature for leak in leaks]), warnings


def _without(spec: Spec, names: Sequence[str]) -> Spec:
    left = tuple(feature for feature in spec.features if feature.name not in names)
    if not left:
        raise NothingLeft(names)
    return replace(spec, features=left)


class NothingLeft(ValueError):
    """A card needs a feature that differs from row to row and does not give the outcome away."""

    code = "nothing-left"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"No feature is left: {', '.join(names)} cannot be used. Give data with columns that differ.")


def _split(data: pl.DataFrame, target: Target, date: str | None, seed: int) -> tuple[Places, Places]:
    """Return the rows to train on, and those held out: the latest fifth by date, else a fifth at random."""
    if date is None:
        order = np.random.default_rng(seed).permutation(data.height)
        first_held = round(data.height * (1 - _HELD_OUT))
    else:
        order = data[date].arg_sort(nulls_last=False).to_numpy()
        ordered = data[date][order]
        border = ordered[round(data.height * (1 - _HELD_OUT))]
        first_held = int((ordered < border).fill_null(value=True).sum())
    kept, held_out = np.sort(order[:first_held]), np.sort(order[first_held:])
    for rows in (kept, held_out):
        if not len(rows) or not 0 < target.bad[rows].sum() < len(rows):
            raise OneClass(target.name, [f"{target.bad_value} or never that in a part of the data"])
    return kept, held_out


def _evidence(
    card: Card, data: pl.DataFrame, features: pl.DataFrame, bad: Bits, spec: Spec, kept: Places, held_out: Places
) -> Evidence:
    table = scored(card, features)
    points, pd = table["points"].to_numpy().astype(np.float64), table["pd_ppm"].to_numpy() / _PPM

    def risk(rows: pl.DataFrame) -> Real:
        return -rows.select(points_of(card)).to_series().to_numpy().astype(np.float64)

    return Evidence(
        rows=held_out,
        bad=bad[held_out],
        points=points[held_out],
        pd=pd[held_out],
        measures=measure(bad[held_out], -points[held_out], pd[held_out]),
        stability=stability(points[kept], points[held_out]),
        paradoxes=count_paradoxes(features, counterfactuals(data, spec), held_out, risk),
    )
