"""Tables made from the ledger, for training and for computing outside the database."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from creditline.features.feature import Direction, Feature, Unit
from creditline.features.measures import Effect

_TEXTS = frozenset({"line_id", "kind", "payer", "observed_on"})


def write_parquet(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows of the same names to a Parquet file: names and kinds as text, all other columns as whole numbers.

    No rows become a file without columns. Raises OSError where the file cannot be written.
    """
    import polars as pl  # noqa: PLC0415 - heavy, and only needed here

    names = rows[0].keys() if rows else ()
    schema = {name: pl.String if name in _TEXTS else pl.Int64 for name in names}
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(path)


def write_spec(path: Path, features: Iterable[Feature]) -> None:
    """Write how each feature may be used as the TOML that `creditline score train --spec` reads.

    Raises OSError where the file cannot be written.
    """
    path.write_text("\n".join(_spec_of(feature) for feature in features if feature.scored), encoding="utf-8")


def _spec_of(feature: Feature) -> str:
    unit = _UNITS[feature.unit]
    said: dict[str, str | bool | int] = {
        "value": feature.name,
        "risk": _RISKS[feature.direction],
        "moved_by_repayment": feature.moved_by_repayment is not Effect.NONE,
        "actionable": feature.actionable,
        "decimals": 2 if feature.unit in {Unit.BPS, Unit.MINOR} else 0,
        "en": f"{feature.en}: {{value}}{unit}",
        "zh": f"{feature.zh}：{{value}}{unit}",
    }
    return "\n".join((f"[features.{feature.name}]", *(f"{key} = {_toml(value)}" for key, value in said.items()), ""))


def _toml(value: str | bool | int) -> str:  # noqa: FBT001 - any value of the file
    return json.dumps(value, ensure_ascii=False)  # text, true, false and whole numbers are written alike in TOML


_RISKS = {Direction.LOWER_IS_BETTER: "rises", Direction.HIGHER_IS_BETTER: "falls", Direction.UNSIGNED: "either"}
_UNITS = {Unit.BPS: "%", Unit.DAYS: "", Unit.MONTHS: "", Unit.MINOR: "", Unit.COUNT: ""}
