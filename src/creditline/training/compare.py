"""A card beside other models: same rows, same features, same folds, one run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import polars as pl

from creditline.scoring.card import Card
from creditline.scoring.proof import prove
from creditline.training.arrays import Bits, Places, Real
from creditline.training.batch_card import points_of, scored
from creditline.training.features import Counterfactual, check_signs, features_of
from creditline.training.fit import Settings, fit, fold_of_rows
from creditline.training.measure import Measures, measure
from creditline.training.pace import Pace, pace_of
from creditline.training.paradox import Counted, Risk, count_paradoxes, counterfactuals
from creditline.training.rivals import RIVALS, Predict, expect_rivals
from creditline.training.spec import Spec
from creditline.training.table import read_data, split_target
from creditline.training.train import usable_spec

Say = Callable[[str], None]
_PPM = 1_000_000


@dataclass(slots=True)
class Trial:
    """One model over all folds: risk and probability of each row when it was left out, and what was counted."""

    risk: Real
    pd: Real
    fit_seconds: list[float] = field(default_factory=list)
    batch_rows_per_second: list[float] = field(default_factory=list)
    auc_by_fold: list[float] = field(default_factory=list)
    paradoxes: list[Mapping[str, Counted]] = field(default_factory=list)

    def counted(self) -> dict[str, Counted]:
        """Return what was counted in all folds, by repayment."""
        names = self.paradoxes[0] if self.paradoxes else {}
        return {name: reduce(Counted.__add__, (part[name] for part in self.paradoxes)) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came out: measures of each model over all rows, each judged by the fit that never saw it."""

    rows: int
    bad: int
    features: int
    folds: int
    trials: Mapping[str, Trial]
    measures: Mapping[str, Measures]
    proven: bool
    pace: Pace

    def as_dict(self) -> dict[str, Any]:
        """Return all figures, as they are printed with --json."""
        return {
            "rows": self.rows,
            "bad": self.bad,
            "features": self.features,
            "folds": self.folds,
            "models": {name: self._model(name) for name in self.trials},
            "card_proven": self.proven,
            "pace": self.pace.as_dict(),
        }

    def _model(self, name: str) -> dict[str, Any]:
        trial = self.trials[name]
        told: dict[str, Any] = {
            **self.measures[name].as_dict(),
            "auc": float(np.mean(trial.auc_by_fold)),
            "auc_by_fold": trial.auc_by_fold,
            "fit_seconds": float(np.mean(trial.fit_seconds)),
            "batch_rows_per_second": float(np.mean(trial.batch_rows_per_second)),
        }
        counted = trial.counted()
        if counted:
            told["paradox_rate"] = next(iter(counted.values())).rate
            told["paradox_rates"] = {repayment: found.rate for repayment, found in counted.items()}
        return told


def compare(data: pl.DataFrame, bad: Bits, spec: Spec, *, settings: Settings, say: Say, folds: int = 5) -> Comparison:
    """Return the comparison of a card with the rivals. Raises RivalsMissing, and what `fit` raises."""
    expect_rivals()
    check_signs(data, spec)
    features, after = features_of(data, spec), counterfactuals(data, spec)
    fold_of_row = fold_of_rows(bad, folds, settings.seed)
    trials = {name: Trial(np.zeros(len(bad)), np.zeros(len(bad))) for name in ("card", *RIVALS)}
    cards = []
    for fold in range(folds):
        kept, left_out = np.flatnonzero(fold_of_row != fold), np.flatnonzero(fold_of_row == fold)
        say(f"Fold {fold + 1} of {folds}: the card …")
        began = perf_counter()
        card = fit(data[kept], bad[kept], spec, settings=settings)
        cards.append(card)
        taken = perf_counter() - began
        _note(trials["card"], features, after, bad, left_out, taken, _risk_of(card), _pd_of(card))
        for name, rival in RIVALS.items():
            say(f"Fold {fold + 1} of {folds}: {name} …")
            began = perf_counter()
            predict = rival(features[kept], bad[kept], spec, settings.threads, settings.seed)
            _note(trials[name], features, after, bad, left_out, perf_counter() - began, predict, predict)
    return Comparison(
        rows=len(bad),
        bad=int(bad.sum()),
        features=len(spec.features),
        folds=folds,
        trials=trials,
        measures={name: measure(bad, trial.risk, trial.pd) for name, trial in trials.items()},
        proven=all(prove(card).holds for card in cards),
        pace=pace_of(cards[0], features),
    )


def compare_file(
    path: Path, target: str, *, spec: Spec | None, drop_leaking: bool, settings: Settings, say: Say
) -> tuple[Comparison, list[str]]:
    """Return the comparison of a card with its rivals on the file at `path`, and what was left out of it."""
    data, outcome = split_target(read_data(path), target)
    leave_out = [spec.date] if spec and spec.date else []
    chosen, warnings = usable_spec(data, outcome.bad, spec, leave_out=leave_out, drop_leaking=drop_leaking)
    return compare(data, outcome.bad, chosen, settings=settings, say=say), warnings


def _note(
    trial: Trial,
    features: pl.DataFrame,
    after: list[Counterfactual],
    bad: Bits,
    rows: Places,
    taken: float,
    risk: Risk,
    pd: Predict,
) -> None:
    """Note what a fitted model says of the rows it never saw."""
    trial.fit_seconds.append(taken)
    began = process_time()
    trial.pd[rows] = pd(features[rows])
    trial.batch_rows_per_second.append(len(rows) / (process_time() - began))
    trial.risk[rows] = risk(features[rows])
    trial.auc_by_fold.append(measure(bad[rows], trial.risk[rows], trial.pd[rows]).auc)
    if after:
        trial.paradoxes.append(count_paradoxes(features, after, rows, risk))


def _risk_of(card: Card) -> Risk:
    """Return the card's order of risk: fewer points, more risk. Whole numbers, so that any rise is a rise."""
    return lambda rows: -rows.select(points_of(card)).to_series().to_numpy().astype(np.float64)


def _pd_of(card: Card) -> Predict:
    return lambda rows: scored(card, rows)["pd_ppm"].to_numpy() / _PPM
