"""Arithmetic and comparison as FEEL has them: null for what has no result, never an exception."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from creditline.exchange.dmn.values import NUMBERS, Anything, Months, Value, type_of
from creditline.policy.number import COMPARE

_ORDERED = {"number", "string", "date", "dateTime", "time", "dayTimeDuration", "yearMonthDuration"}


def calculate(op: str, left: Anything, right: Anything) -> Value:
    """Return `left op right`, null if one is null or the types do not go together."""
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _numbers(op, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right if op == "+" else None
    return _temporal(op, left, right)


def compare(op: str, left: Any, right: Any) -> bool | None:  # noqa: ANN401 - any pair may come
    """Return whether `left op right`; null where they cannot be compared. null equals null only."""
    if op in {"=", "!="}:
        equal = _equal(left, right)
        return equal if op == "=" or equal is None else not equal
    if type_of(left) != type_of(right) or type_of(left) not in _ORDERED:
        return None
    try:
        return bool(COMPARE[op](left, right))
    except TypeError:  # an instant with a zone and one without have no order
        return None


def negate(value: Anything) -> Value:
    """Return `-value`."""
    if isinstance(value, Decimal):
        return NUMBERS.minus(value)
    if isinstance(value, Months):
        return Months(-value.months)
    return -value if isinstance(value, timedelta) else None


def _equal(left: Anything, right: Anything) -> bool | None:
    if left is None or right is None:
        return left is right
    return left == right if type_of(left) == type_of(right) else None


def _numbers(op: str, left: Decimal, right: Decimal) -> Decimal | None:
    operation: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
        "+": NUMBERS.add,
        "-": NUMBERS.subtract,
        "*": NUMBERS.multiply,
        "/": NUMBERS.divide,
        "**": NUMBERS.power,
    }
    try:
        return operation[op](left, right)
    except DecimalException:  # n ÷ 0, 0 ** 0, and what is too large
        return None


def _temporal(op: str, left: Any, right: Any) -> Value:  # noqa: ANN401 - any pair may come
    try:
        match op:
            case "+":
                return _plus(left, right) if not isinstance(left, timedelta | Months) else _plus(right, left)
            case "-":
                return _minus(left, right)
            case "*" | "/":
                return _scaled(op, left, right)
            case _:
                return None
    except (OverflowError, ValueError, TypeError):
        return None


def _plus(left: Any, right: Any) -> Value:  # noqa: ANN401 - any pair may come
    match left, right:
        case (date(), Months(months)):
            return _months_later(left, months)
        case (datetime(), timedelta()) | (timedelta(), timedelta()):
            return left + right  # type: ignore[no-any-return]
        case (date(), timedelta()):
            return left + timedelta(right.days)
        case (Months(one), Months(other)):
            return Months(one + other)
        case _:
            return None


def _minus(left: Any, right: Any) -> Value:  # noqa: ANN401 - any pair may come
    if isinstance(right, timedelta | Months):
        return _plus(left, negate(right))
    if type_of(left) == type_of(right) and isinstance(left, date):
        return left - right  # type: ignore[no-any-return]
    return None


def _scaled(op: str, left: Any, right: Any) -> Value:  # noqa: ANN401 - any pair may come
    if isinstance(left, Decimal) and op == "*":
        left, right = right, left
    if not isinstance(right, Decimal) or right != right.to_integral_value() or (op == "/" and right == 0):
        return None
    if isinstance(left, Months):
        return Months(left.months * int(right) if op == "*" else left.months // int(right))
    if not isinstance(left, timedelta):
        return None
    return left * int(right) if op == "*" else left // int(right)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day if that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004 - December
    last = (following - timedelta(1)).day
    return day.replace(year=year, month=month + 1, day=min(day.day, last))
