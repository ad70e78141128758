"""The repayment paradox as a table and as a plot."""

from typing import Any

from creditline.training import plots
from creditline.training.compare import Comparison

_NAMES = {
    "card": "Scorecard (proven)",
    "lightgbm": "LightGBM",
    "lightgbm_monotone": "LightGBM, monotone",
    "xgboost": "XGBoost",
    "logistic": "Logistic regression",
}


def paradox_table(comparison: Comparison) -> list[dict[str, Any]]:
    """Return one row for each model and repayment: how often the risk rose."""
    models = comparison.as_dict()["models"]
    return [
        {
            "model": name,
            "repayment": repayment,
            "rows": counted.rows,
            "rate": counted.rate,
            "rate_by_a_hundredth": counted.rose_by_a_hundredth / max(counted.rows, 1),
            "auc": models[name]["auc"],
        }
        for name, trial in comparison.trials.items()
        for repayment, counted in trial.counted().items()
    ]


def paradox_plot(comparison: Comparison) -> str:
    """Return the rates of the first repayment as SVG."""
    first = {row["model"]: row["rate"] for row in reversed(paradox_table(comparison))}
    names = list(comparison.trials)
    label = "Risk rises after a full repayment, % of borrowers"
    return plots.bars([_NAMES[name] for name in names], [first[name] for name in names], label)
