"""The plots of a report, as SVG that stands in the page: no files beside it, no scripts."""

from io import StringIO
from typing import Any
from warnings import catch_warnings, filterwarnings

import numpy as np

from creditline.scoring.card import CategoryFeature, Feature
from creditline.training.arrays import Bits, Real
from creditline.training.groups import Part

_INK, _LIGHT, _WARN = "#1f5fa8", "#a9c4e4", "#b3401c"
_PARTS = 10


def roc(bad: Bits, points: Real) -> str:
    """Return the share of defaults found against the share of false alarms."""
    from sklearn.metrics import roc_curve  # noqa: PLC0415 - costly, needed here only

    false_alarms, hits, _ = roc_curve(bad, -points)
    figure, axes = _figure("False alarms", "Defaults found")
    axes.plot([0, 1], [0, 1], color=_LIGHT)
    axes.plot(false_alarms, hits, color=_INK)
    return _svg(figure)


def ks(bad: Bits, points: Real) -> str:
    """Return the shares of both outcomes below each score."""
    figure, axes = _figure("Score", "Share at or below")
    for outcome, colour, label in ((1, _WARN, "defaulted"), (0, _INK, "paid")):
        scores = np.sort(points[bad == outcome])
        axes.plot(scores, np.arange(1, len(scores) + 1) / len(scores), color=colour, label=label)
    axes.legend(frameon=False)
    return _svg(figure)


def gain(bad: Bits, points: Real) -> str:
    """Return the share of all defaults among the worst rows."""
    found = np.cumsum(bad[np.argsort(points, kind="stable")]) / bad.sum()
    figure, axes = _figure("Share of rows, the lowest scores first", "Share of all defaults")
    axes.plot([0, 1], [0, 1], color=_LIGHT)
    axes.plot(np.arange(1, len(bad) + 1) / len(bad), found, color=_INK)
    return _svg(figure)


def calibration(bad: Bits, pd: Real) -> str:
    """Return the found against the expected rate of default, in tenths."""
    parts = np.array_split(np.argsort(pd, kind="stable"), _PARTS)
    expected, found = ([float(values[part].mean()) for part in parts if len(part)] for values in (pd, bad))
    figure, axes = _figure("Expected rate of default", "Found rate of default")
    top = max(*expected, *found)
    axes.plot([0, top], [0, top], color=_LIGHT)
    axes.plot(expected, found, "o-", color=_INK)
    return _svg(figure)


def points_by_bin(feature: Feature) -> str:
    """Return the points of each bin of a feature, the missing value last."""
    if isinstance(feature, CategoryFeature):
        names, points = [*feature.groups, "other"], [*feature.groups.values(), feature.other]
    else:
        names, points = _bins(feature.cuts, feature.decimals), list(feature.points)
        names, points = [*names, *map(str, feature.codes)], [*points, *feature.codes.values()]
    figure, axes = _figure("", "Points", height=2.2)
    axes.bar(range(len(points) + 1), [*points, feature.missing], color=[_INK] * len(points) + [_LIGHT])
    axes.axhline(feature.reference, color=_WARN, linewidth=0.8)
    shown = range(0, len(points) + 1, max(1, (len(points) + 1) // 12))
    axes.set_xticks(list(shown), [[*names, "missing"][place] for place in shown], rotation=30, ha="right", fontsize=7)
    return _svg(figure)


def stability_by_month(parts: list[Part]) -> str:
    """Return found and expected rates by month, and the stability index of each."""
    figure, axes = _figure("Month", "Rate of default")
    names = [part.name for part in parts]
    axes.plot(names, [part.found for part in parts], "o-", color=_WARN, label="found")
    axes.plot(names, [part.expected for part in parts], "o-", color=_INK, label="expected")
    axes.bar(names, [part.stability for part in parts], color=_LIGHT, label="PSI against the other months")
    axes.tick_params(axis="x", rotation=45)
    axes.legend(frameon=False)
    return _svg(figure)


def bars(names: list[str], rates: list[float], label: str) -> str:
    """Return one horizontal bar for each name, with its rate in percent."""
    figure, axes = _figure(label, "", height=0.5 * len(names) + 1)
    drawn = axes.barh(names[::-1], [100 * rate for rate in rates[::-1]], color=_WARN)
    axes.bar_label(drawn, fmt="%.1f %%", padding=3)
    axes.set_xlim(0, 112)
    return _svg(figure)


def _bins(cuts: tuple[int, ...], decimals: int) -> list[str]:
    numbers = [f"{cut / 10**decimals:g}" for cut in cuts]
    return [f"< {numbers[0]}", *(f"≥ {number}" for number in numbers)] if numbers else ["any"]


def _figure(across: str, up: str, *, height: float = 3.2) -> tuple[Any, Any]:
    from matplotlib.figure import Figure  # noqa: PLC0415 - costly, needed here only

    figure = Figure(figsize=(5.2, height), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Any) -> str:  # noqa: ANN401 - the library has types, its figures are made in one place
    """Return the figure as an SVG element; the same figure gives the same text."""
    from matplotlib import rc_context  # noqa: PLC0415 - costly, needed here only

    written = StringIO()
    with rc_context({"svg.hashsalt": "creditline", "svg.fonttype": "none"}), catch_warnings():
        filterwarnings("ignore", "Glyph")  # texts stay texts: the reader's font has the signs that this one lacks
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    return text[text.index("<svg") :]
