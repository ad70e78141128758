"""Tables made from the ledger, for training and for computing outside the database."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

_TEXTS = frozenset({"line_id", "kind", "payer", "observed_on"})


def write_parquet(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows of the same names to a Parquet file: names and kinds as text, all other columns as whole numbers.

    No rows become a file without columns. Raises OSError where the file cannot be written.
    """
    import polars as pl  # noqa: PLC0415 - heavy, and only needed here

    names = rows[0].keys() if rows else ()
    schema = {name: pl.String if name in _TEXTS else pl.Int64 for name in names}
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(path)
