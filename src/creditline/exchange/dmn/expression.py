"""The value of an S-FEEL expression, and whether a cell admits a value."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from creditline.exchange.dmn.arithmetic import calculate, compare, negate
from creditline.exchange.dmn.values import Anything, Months, Value, ValueMalformed, duration
from creditline.policy.feel import nodes as feel
from creditline.policy.feel.nodes import Node, UnaryTests

Function = Callable[[tuple[str, ...], tuple[Anything, ...]], Anything]


class FunctionUnknown(LookupError):
    """A function must be a business knowledge model, not, or one that makes a date, time or duration."""

    code = "dmn-function-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no function '{name}' in DMN compliance level 2, nor a business knowledge model.")


class NameUnknown(LookupError):
    """A name in an expression must be an input, decision or parameter that is required."""

    code = "dmn-name-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"Nothing is called '{name}' here. Require the input or decision that it names.")


class Scope:
    """The names an expression can see: values, and functions."""

    def __init__(self, values: Mapping[str, Anything], functions: Mapping[str, Function]) -> None:
        self.values = values
        self.functions = functions


def value_of(node: Node, scope: Scope) -> Anything:  # noqa: PLR0911 - one return for each kind of node
    """Return the value of an expression. Raises NameUnknown, FunctionUnknown."""
    match node:
        case feel.Literal(value):
            return value
        case feel.Name(name):
            return _named(name, scope)
        case feel.Path(of, name):
            whole = value_of(of, scope)
            return whole.get(name) if isinstance(whole, Mapping) else _part(whole, name)
        case feel.Negated(of):
            return negate(value_of(of, scope))
        case feel.Arithmetic(op, left, right):
            return calculate(op, value_of(left, scope), value_of(right, scope))
        case feel.Call(name, arguments, names):
            return _call(name, names, tuple(value_of(one, scope) for one in arguments), scope)
        case feel.Choice(condition, yes, no):
            return value_of(yes if value_of(condition, scope) is True else no, scope)
        case _:
            return _truth(node, scope)


def admits(tests: UnaryTests, value: Anything, scope: Scope) -> bool | None:
    """Whether a cell is true for `value`; null counts as false, and `not` of null stays null."""
    if not tests.tests:
        return True
    found = _any([_admits(test, value, scope) for test in tests.tests])
    return found if not tests.negated or found is None else not found


def _named(name: str, scope: Scope) -> Anything:
    if name not in scope.values:
        raise NameUnknown(name)
    return scope.values[name]


def _truth(node: feel.Comparison | feel.Logic | feel.Within, scope: Scope) -> bool | None:
    match node:
        case feel.Comparison(op, left, right):
            return compare(op, value_of(left, scope), value_of(right, scope))
        case feel.Logic(op, left, right):
            truths = [value_of(left, scope), value_of(right, scope)]
            return _any(truths) if op == "or" else _all(truths)
        case feel.Within(of, tests):
            return admits(tests, value_of(of, scope), scope)


def _any(truths: list[Anything]) -> bool | None:
    if any(truth is True for truth in truths):
        return True
    return False if all(truth is False for truth in truths) else None


def _all(truths: list[Anything]) -> bool | None:
    if any(truth is False for truth in truths):
        return False
    return True if all(truth is True for truth in truths) else None


def _admits(test: feel.Interval | Node, value: Anything, scope: Scope) -> bool | None:
    if not isinstance(test, feel.Interval):
        return compare("=", value, value_of(test, scope))
    ends: list[Anything] = []
    if test.low is not None:
        ends.append(compare(">=" if test.low_in else ">", value, value_of(test.low, scope)))
    if test.high is not None:
        ends.append(compare("<=" if test.high_in else "<", value, value_of(test.high, scope)))
    return _all(ends)


def _call(name: str, names: tuple[str, ...], arguments: tuple[Anything, ...], scope: Scope) -> Anything:
    if name in scope.functions:
        return scope.functions[name](names, arguments)
    match name, arguments:
        case "not", (bool() as truth,):
            return not truth
        case "not", (_,):
            return None
        case (("date" | "time" | "date and time" | "duration"), (str() as text,)):
            return _made(name, text)
        case (("date" | "time" | "date and time" | "duration"), _):
            return None
        case _:
            raise FunctionUnknown(name)


def _made(kind: str, text: str) -> Value:
    makers: Mapping[str, Callable[[str], Value]] = {
        "date": date.fromisoformat,
        "time": time.fromisoformat,
        "date and time": datetime.fromisoformat,
        "duration": duration,
    }
    try:
        return makers[kind](text)
    except (ValueError, ValueMalformed):
        return None


_PARTS: Mapping[str, tuple[type, ...]] = {
    "year": (date,),
    "month": (date,),
    "day": (date,),
    "hour": (time, datetime),
    "minute": (time, datetime),
    "second": (time, datetime),
}


def _part(value: Anything, name: str) -> Anything:
    """A component of a date, time or duration."""
    if isinstance(value, _PARTS.get(name, ())):
        return Decimal(getattr(value, name))
    if isinstance(value, Months) and name in {"years", "months"}:
        return Decimal(value.months // 12 if name == "years" else value.months % 12)
    return Decimal(value.days) if isinstance(value, timedelta) and name == "days" else None
