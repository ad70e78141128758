"""The folder of a card: the table that serves, a report and a model card for people, the spec it was made from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, select_autoescape

from creditline.scoring.folder import CARD_FILE, card_id, card_text
from creditline.training import plots
from creditline.training.groups import Part, impact_ratios, months_of, parts_by
from creditline.training.train import Trained

SPEC_FILE = "features.toml"


class FolderTaken(FileExistsError, RuntimeError):
    """A card is never written over another one."""

    code = "folder-taken"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"'{folder}' holds a card already. Cards do not change: give another folder.")


class FolderUnwritable(OSError, RuntimeError):
    """A card is written to a folder that can be made."""

    code = "folder-unwritable"

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"The folder '{folder}' cannot be made: {why}. Give another one.")


def write_folder(trained: Trained, folder: Path) -> str:
    """Write the folder of a card and return the card's id. Raises FolderTaken if another card is there.

    Raises FolderUnwritable if there can be no such folder.
    """
    text, identity = card_text(trained.card), card_id(trained.card)
    file = folder / CARD_FILE
    if file.exists() and file.read_text(encoding="utf-8") != text:
        raise FolderTaken(folder)
    _make(folder)
    shown = _shown(trained, identity)
    pages = Environment(
        loader=PackageLoader("creditline.training"), autoescape=select_autoescape(["html"]), keep_trailing_newline=True
    )
    for name in ("report.html", "model_card.md"):
        (folder / name).write_text(pages.get_template(name).render(shown), encoding="utf-8")
    if trained.spec.text:
        folder.joinpath(SPEC_FILE).write_text(trained.spec.text, encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    return identity


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as unwritable:
        raise FolderUnwritable(folder, unwritable.strerror or str(unwritable)) from unwritable


def _shown(trained: Trained, identity: str) -> dict[str, Any]:
    return {
        "card": trained.card,
        "id": identity,
        "proof": trained.proof,
        "evidence": trained.evidence,
        "bad_value": trained.target.bad_value,
        "split": _split(trained),
        "period": _period(trained),
        "plots": list(_plots(trained)),
        "groups": list(_groups(trained)),
        "features": [(feature, plots.points_by_bin(feature)) for feature in trained.card.features],
        "warnings": trained.warnings,
    }


def _split(trained: Trained) -> str:
    return f"Held out: the latest by '{trained.date}'." if trained.date else "Held out: a fifth, at random."


def _period(trained: Trained) -> str | None:
    if trained.date is None:
        return None
    dates = trained.data[trained.date]
    return f"{dates.cast(pl.String).min()!s} to {dates.cast(pl.String).max()!s}"


def _plots(trained: Trained) -> Iterator[tuple[str, str]]:
    seen = trained.evidence
    yield "ROC", plots.roc(seen.bad, seen.points)
    yield "Kolmogorov-Smirnov", plots.ks(seen.bad, seen.points)
    yield "Gain", plots.gain(seen.bad, seen.points)
    yield "Calibration", plots.calibration(seen.bad, seen.pd)
    if trained.date:
        months = _by(trained, months_of(trained.data[trained.date]))
        if months:
            yield "Stability by month", plots.stability_by_month(months)


def _groups(trained: Trained) -> Iterator[tuple[str, list[tuple[Part, float, float]]]]:
    """Yield the fairness table of each declared group that the data have."""
    for name in trained.spec.groups:
        if name in trained.data.columns:
            parts = _by(trained, trained.data[name])
            ratios = impact_ratios(parts)
            yield f"By {name}", [(part, ratio, gap) for part, (_, ratio, gap) in zip(parts, ratios, strict=True)]


def _by(trained: Trained, values: pl.Series) -> list[Part]:
    seen = trained.evidence
    return parts_by(values[seen.rows], seen.bad, seen.points, seen.pd)
