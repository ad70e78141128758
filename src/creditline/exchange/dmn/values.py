"""FEEL's values: decimals of 34 digits, strings, truth values, dates, times, durations, structures, lists and null."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

NUMBERS = Context(prec=34, rounding=ROUND_HALF_EVEN)
"""Decimal arithmetic as DMN has it: IEEE 754-2008 decimal128."""


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A duration of years and months."""

    months: int

    def __str__(self) -> str:
        """Return it as ISO 8601 has it."""
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        return sign + "P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")


Value = Decimal | str | bool | date | datetime | time | timedelta | Months | None
Anything = Value | Mapping[str, "Anything"] | Sequence["Anything"]

_DURATION = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?")


class ValueMalformed(ValueError):
    """A value must be written as its type has it."""

    code = "dmn-value-malformed"

    def __init__(self, text: object, type_ref: str) -> None:
        super().__init__(f"{text!r} is no {type_ref}.")


def number(text: str) -> Decimal:
    """Return a number; raise ValueMalformed."""
    try:
        return NUMBERS.create_decimal(text)
    except InvalidOperation as error:
        raise ValueMalformed(text, "number") from error


def duration(text: str) -> timedelta | Months:
    """Return a duration of days and time, or of years and months; raise ValueMalformed."""
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        raise ValueMalformed(text, "duration")
    sign, years, months, days, hours, minutes, seconds, fraction = match.groups()
    direction = -1 if sign else 1
    if years or months:
        if days or hours or minutes or seconds:
            raise ValueMalformed(text, "duration")
        return Months(direction * (12 * int(years or 0) + int(months or 0)))
    micros = int((fraction or "0").ljust(6, "0"))
    whole = timedelta(int(days or 0), int(seconds or 0), micros, 0, int(minutes or 0), int(hours or 0))
    return direction * whole


def parse(text: str, type_ref: str) -> Value:
    """Return the value that `text` writes as a simple type of FEEL or XML Schema; raise ValueMalformed."""
    readers: dict[str, Callable[[str], Value]] = {
        "string": str,
        "number": number,
        "boolean": _truth,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
        "dateTime": datetime.fromisoformat,
        "dayTimeDuration": duration,
        "yearMonthDuration": duration,
    }
    reader = readers.get(_SAME.get(type_ref, type_ref))
    if reader is None:
        raise ValueMalformed(text, type_ref)
    try:
        return reader(text)
    except ValueMalformed:
        raise
    except ValueError as error:
        raise ValueMalformed(text, type_ref) from error


_SAME = {
    "decimal": "number",
    "double": "number",
    "integer": "number",
    "int": "number",
    "long": "number",
    "date and time": "dateTime",
    "days and time duration": "dayTimeDuration",
    "years and months duration": "yearMonthDuration",
    "duration": "dayTimeDuration",
}
SIMPLE = frozenset(
    {"string", "number", "boolean", "date", "time", "dateTime", "dayTimeDuration", "yearMonthDuration", *_SAME}
)


def type_of(value: Anything) -> str:
    """Return the name of a value's type; bool before number, datetime before date."""
    for kind, name in _TYPES:
        if isinstance(value, kind):
            return name
    return "null"


_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (Decimal, "number"),
    (str, "string"),
    (datetime, "dateTime"),
    (date, "date"),
    (time, "time"),
    (timedelta, "dayTimeDuration"),
    (Months, "yearMonthDuration"),
    (Mapping, "context"),
    (Sequence, "list"),
)


def is_type(value: Anything, type_ref: str) -> bool:
    """Whether a value is of a simple type."""
    return type_of(value) == _SAME.get(type_ref, type_ref) or (
        type_ref == "duration" and isinstance(value, timedelta | Months)
    )


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueMalformed(text, "boolean")
    return text == "true"
