"""Reading a table of data as it comes: Parquet or CSV, numbers, texts, dates, missing values; and its target column."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from creditline.training.arrays import Bits

_CLASSES = 2
_FEWEST = 25  # of each class: below that five folds say nothing
_SHOWN = 5
_UTF_8, _AT_ONCE = "utf-8-sig", 1_000_000
_THOUSANDS, _GROUPS_OF_THREE = r"^(-?\d+),(\d{3})", 4
_MISSING = ("", " ", "NA", "N/A", "NaN", "nan", "NULL", "null", "None", "none", "?", ".", "#N/A")
_BAD_WORDS = {"1", "bad", "default", "defaulted", "charged off", "chargeoff", "y", "yes", "true", "late", "delinquent"}


class DataUnreadable(ValueError):
    """The data must be a Parquet or CSV file."""

    code = "data-unreadable"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"'{path}' cannot be read: {why}.")


class ColumnUnknown(LookupError):
    """A column that is named must be in the data."""

    code = "column-unknown"

    def __init__(self, name: str, columns: Iterable[str]) -> None:
        super().__init__(f"There is no column '{name}'. {_nearest(name, list(columns))}")


class TargetNotTwoValued(ValueError):
    """The target must have two values: paid as agreed, and not."""

    code = "target-not-two-valued"

    def __init__(self, name: str, values: list[str]) -> None:
        some = ", ".join(values[:_SHOWN]) + (", …" if len(values) > _SHOWN else "")
        super().__init__(f"The target '{name}' has {len(values):,} different values ({some}). It must have two.")


class OneClass(ValueError):
    """There is nothing to tell apart if every row has the same outcome."""

    code = "one-class"

    def __init__(self, name: str, values: list[str]) -> None:
        what = f"only the value {values[0]}" if values else "no value"
        super().__init__(f"The target '{name}' has {what}. Give data in which both outcomes occur.")


class ClassTooSmall(ValueError):
    """Both outcomes must be there often enough to be learned and to be measured."""

    code = "class-too-small"

    def __init__(self, name: str, value: str, rows: int) -> None:
        super().__init__(f"Only {rows} rows have {name} = {value}. At least {_FEWEST} of each outcome are needed.")


@dataclass(frozen=True, slots=True)
class Target:
    """The outcome of each row: `bad` is 1 where the column has the value `bad_value`."""

    name: str
    bad_value: str
    bad: Bits


def read_data(path: Path) -> pl.DataFrame:
    """Return the table in the file at `path`, with numbers as numbers. Raises DataUnreadable."""
    reader = _READERS.get(path.suffix.lower())
    if not path.is_file():
        raise DataUnreadable(path, "there is no such file")
    if reader is None:
        raise DataUnreadable(path, f"its name ends in none of {', '.join(_READERS)}")
    try:
        data = reader(path)
    except (pl.exceptions.PolarsError, OSError, UnicodeError) as unreadable:
        detail = str(unreadable).strip().partition("\n")[0].rstrip(".") or type(unreadable).__name__
        raise DataUnreadable(path, detail) from unreadable
    if not data.height or not data.width:
        raise DataUnreadable(path, "it has no rows")
    return data


def column(data: pl.DataFrame, name: str) -> pl.Series:
    """Return the column of this name. Raises ColumnUnknown, which names the nearest ones."""
    if name not in data.columns:
        raise ColumnUnknown(name, data.columns)
    return data[name]


def split_target(data: pl.DataFrame, name: str) -> tuple[pl.DataFrame, Target]:
    """Return the rows with a known outcome without the target's column, and their outcomes.

    Of two numbers the greater is bad; of two texts the one that says so, or else the rarer.
    Raises ColumnUnknown, OneClass, TargetNotTwoValued, ClassTooSmall.
    """
    column(data, name)
    known = data.filter(_is_known(data[name]))
    counts = known[name].value_counts().sort("count", name)
    values = counts[name].to_list()
    if len(values) < _CLASSES:
        raise OneClass(name, [str(value) for value in values])
    if len(values) > _CLASSES:
        raise TargetNotTwoValued(name, [str(value) for value in values])
    if counts["count"][0] < _FEWEST:
        raise ClassTooSmall(name, str(values[0]), int(counts["count"][0]))
    bad_value = _bad_of(values)
    bad = (known[name] == bad_value).to_numpy()
    return known.drop(name), Target(name=name, bad_value=str(bad_value), bad=bad.astype("int8"))


def _bad_of(values: list[object]) -> object:
    """Return which of two values, the rarer first, is the bad outcome."""
    if not isinstance(values[0], str):
        return max(values)  # type: ignore[type-var]  # both come from one column
    worded = [value for value in values if str(value).strip().lower() in _BAD_WORDS]
    return worded[0] if len(worded) == 1 else values[0]


def _is_known(values: pl.Series) -> pl.Series:
    known = values.is_not_null()
    return known & values.is_not_nan() if values.dtype.is_float() else known


def _nearest(name: str, columns: list[str]) -> str:
    plain = {column.lower(): column for column in columns}
    near = [plain[match] for match in get_close_matches(name.lower(), plain, n=3, cutoff=0.5)]
    if near:
        return f"Nearest: {', '.join(near)}."
    return f"There are {', '.join(columns[:_SHOWN])}{' and others' if len(columns) > _SHOWN else ''}."


def _read_csv(path: Path) -> pl.DataFrame:
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace") as lines:
        separator = max(",;\t|", key=lines.readline().count)
    data = pl.read_csv(
        path if encoding == _UTF_8 else path.read_text(encoding=encoding).encode(),
        separator=separator,
        null_values=list(_MISSING),
        infer_schema_length=None,
    )
    return data.select(_number_if_all_are(data[name], comma=separator == ";") for name in data.columns)


def _number_if_all_are(values: pl.Series, *, comma: bool) -> pl.Series:
    """Return texts as numbers if every one of them is one, be it with a sign for percent or money.

    comma: where columns are not separated by it, it may stand before the decimals.
    """
    if values.dtype != pl.String:
        return values
    bare = values.str.strip_chars().str.replace_all(r"^[$€£¥]\s*|\s*%$", "")
    for written in (_with_points(bare), _without_thousands(bare)) if comma else (_without_thousands(bare),):
        numbers = written.cast(pl.Float64, strict=False)
        if numbers.null_count() == values.null_count() < len(values):
            return numbers
    return values


def _with_points(bare: pl.Series) -> pl.Series:
    """Return numbers such as 1.234,56 as 1234.56; where there is no comma a point stays what it is."""
    grouped = bare.str.contains(r"^-?\d{1,3}(\.\d{3})+(,\d+)?$") & bare.str.contains(",", literal=True).any()
    plain = bare.to_frame().select(pl.when(grouped).then(bare.str.replace_all(".", "", literal=True)).otherwise(bare))
    return plain.to_series().str.replace(",", ".", literal=True)


def _without_thousands(bare: pl.Series) -> pl.Series:
    for _ in range(_GROUPS_OF_THREE):
        bare = bare.str.replace(_THOUSANDS, "$1$2")
    return bare


def _encoding(path: Path) -> str:
    """Return how the file's text is written. What is no UTF is taken for the GBK of Chinese spreadsheets, or Latin."""
    with path.open("rb") as file:
        if file.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE):
            return "utf-16"
    return next((one for one in (_UTF_8, "gb18030") if _reads(path, one)), "cp1252")


def _reads(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(_AT_ONCE):
                pass
    except UnicodeDecodeError:
        return False
    return True


_READERS: dict[str, Callable[[Path], pl.DataFrame]] = {".parquet": pl.read_parquet, ".csv": _read_csv}
