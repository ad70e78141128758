"""Dates as texts: in the order of time, or refused. The order of their letters is not that of their days."""

import polars as pl

_IN_ORDER = r"^\d{4}([-/.]?\d{2}){1,2}(\D.*)?$"
_FORMATS = {
    "day, month, year": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y"),
    "month, day, year": ("%m/%d/%Y", "%m.%d.%Y", "%m-%d-%Y", "%b %d, %Y"),
    "year, month, day": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"),
    "day of a month": ("%d %b-%Y", "%d %b-%y", "%d %b %Y", "%d %m/%Y", "%d %Y年%m月"),
}
_WHOLE_MONTH = "day of a month"
_EARLIEST = 1900


class DatesUnreadable(ValueError):
    """The latest rows can be held out only where every date can be read, in one way."""

    code = "dates-unreadable"

    def __init__(self, name: str, example: object, ways: list[str]) -> None:
        why = f"can be read as {' and as '.join(ways)}" if ways else "is no date that is understood"
        super().__init__(f"The column '{name}' of dates holds texts: '{example}' {why}. Write them as 2026-01-31.")


def in_order(dates: pl.Series) -> pl.Series:
    """Return the column so that it sorts by time. Raises DatesUnreadable."""
    if dates.dtype != pl.String:
        return dates
    texts = dates.str.strip_chars()
    if texts.str.contains(_IN_ORDER).fill_null(value=True).all():
        return texts
    read = {way: found for way in _FORMATS if (found := _read(texts, way)) is not None}
    if len(read) != 1:
        raise DatesUnreadable(dates.name, texts.drop_nulls()[0], list(read))
    return next(iter(read.values()))


def _read(texts: pl.Series, way: str) -> pl.Series | None:
    whole = pl.select(pl.lit("1 ") + texts).to_series().rename(texts.name) if way == _WHOLE_MONTH else texts
    for written in _FORMATS[way]:
        found = whole.str.to_date(written, strict=False)
        if found.null_count() == texts.null_count() and (found.dt.year() >= _EARLIEST).all():
            return found
    return None
