"""The small language of features: whole-number expressions over the columns of a table.

    count(statuses > 0)        max(bills) * 10_000 // limit        first(payments >= bills[1:])

Values are whole numbers, or missing. There are `+ - * // %`, comparisons, `and or not`, `a if condition else b`,
lists, `list[0]` and `list[1:4]`, and the functions of `FUNCTIONS`. What is done to a list is done to each of its
values; of two lists, to each pair. True is 1 and false is 0. What is computed from a missing value, or divided by
zero, is missing, but for `and`, `or`, `count`, `first`, `or_else` and `known`, which say below what they make of it.

An expression is read with Python's own reader and walked here: it is never run as Python. How values are computed
is left to an `Algebra`: that of `batch.py` computes a whole table at once.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeAlias, TypeVar

V = TypeVar("V")
Value: TypeAlias = V | list[V]

FUNCTIONS = {
    "abs": "abs(x): without its sign",
    "count": "count(list): how many are true; missing ones are not",
    "first": "first(list): the place, from 0, of the first that is true; the length of the list if none is",
    "known": "known(x): 1 if there is a value, else 0",
    "max": "max(list) or max(a, b, …): the greatest; missing if one is",
    "mean": "mean(list): the sum divided by the length, rounded down",
    "min": "min(list) or min(a, b, …): the least; missing if one is",
    "or_else": "or_else(x, y): x, or y where x is missing",
    "sum": "sum(list)",
}
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.And: "and",
    ast.Or: "or",
}
_LONGEST = 2_000


class ExpressionInvalid(ValueError):
    """An expression must be one of the small language of features."""

    code = "expression-invalid"

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"The expression '{text}' cannot be used: {why}.")


class Algebra(Protocol[V]):
    """How values are computed: on one row, or on a whole table at once."""

    def constant(self, number: int) -> V:
        """Return a value that is `number` everywhere."""

    def operate(self, operator: str, left: V, right: V) -> V:
        """Return `left operator right`; comparisons give 1 or 0."""

    def choose(self, condition: V, then: V, otherwise: V) -> V:
        """Return `then` where `condition` is neither 0 nor missing, elsewhere `otherwise`."""

    def known(self, value: V) -> V:
        """Return 1 where there is a value, else 0."""

    def greatest(self, values: Sequence[V]) -> V:
        """Return the greatest of the values; missing if one is."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A readable expression; `names` are the columns, and the lists of columns, that it uses."""

    text: str
    tree: ast.expr = field(compare=False, repr=False)

    @property
    def names(self) -> frozenset[str]:
        """Return the names the expression uses."""
        calls = {id(node.func) for node in ast.walk(self.tree) if isinstance(node, ast.Call)}
        used = (node for node in ast.walk(self.tree) if isinstance(node, ast.Name))
        return frozenset(node.id for node in used if id(node) not in calls)

    def compute(self, algebra: Algebra[V], values: Mapping[str, Value[V]]) -> V:
        """Return the expression's value for the named `values`. Raises ExpressionInvalid."""
        result = _Walk(self.text, algebra, values).value(self.tree)
        if isinstance(result, list):
            raise ExpressionInvalid(self.text, "it gives a list; take its sum, mean, count, first, max or min")
        return result


def read_expression(text: str) -> Expression:
    """Return the expression that `text` is. Raises ExpressionInvalid; unknown names are found when it is computed."""
    if len(text) > _LONGEST:
        raise ExpressionInvalid(f"{text[:40]}…", f"it has more than {_LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as unreadable:
        detail = getattr(unreadable, "msg", None) or str(unreadable)
        raise ExpressionInvalid(text, f"it cannot be read ({detail})") from unreadable
    return Expression(text=text, tree=tree)


class _Walk(Generic[V]):
    """Walks one expression and computes it."""

    def __init__(self, text: str, algebra: Algebra[V], values: Mapping[str, Value[V]]) -> None:
        self._text = text
        self._algebra = algebra
        self._values = values

    def value(self, node: ast.expr) -> Value[V]:
        """Return what a part of the expression is."""
        walk: Callable[[ast.expr], Value[V]] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if walk is None:
            raise self._invalid(f"'{ast.unparse(node)}' is not of this language")
        return walk(node)

    def _constant(self, node: ast.Constant) -> V:
        if type(node.value) is not int:
            raise self._invalid(f"{node.value!r} is no whole number")
        return self._algebra.constant(node.value)

    def _name(self, node: ast.Name) -> Value[V]:
        if node.id not in self._values:
            raise self._invalid(f"there is no column or list '{node.id}'")
        return self._values[node.id]

    def _list(self, node: ast.List) -> Value[V]:
        return [self._single(part) for part in node.elts]

    def _subscript(self, node: ast.Subscript) -> Value[V]:
        values = self._many(node.value)
        where = node.slice
        if not isinstance(where, ast.Slice):
            place = self._place(where)
            if place is None or not -len(values) <= place < len(values):
                raise self._invalid(f"'{ast.unparse(node)}' is outside its list of {len(values)}")
            return values[place]
        return values[self._place(where.lower) : self._place(where.upper)]

    def _place(self, node: ast.expr | None) -> int | None:
        if node is None:
            return None
        negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        number = node.operand if isinstance(node, ast.UnaryOp) else node
        if not isinstance(number, ast.Constant) or type(number.value) is not int:
            raise self._invalid(f"'{ast.unparse(node)}' must be a whole number")
        return -number.value if negative else number.value

    def _binop(self, node: ast.BinOp) -> Value[V]:
        return self._pairwise(self._operator(node.op), self.value(node.left), self.value(node.right))

    def _compare(self, node: ast.Compare) -> Value[V]:
        sides = [self.value(side) for side in (node.left, *node.comparators)]
        parts = [
            self._pairwise(self._operator(operator), left, right)
            for operator, left, right in zip(node.ops, sides, sides[1:], strict=False)
        ]
        return self._joined("and", parts)

    def _boolop(self, node: ast.BoolOp) -> Value[V]:
        return self._joined(self._operator(node.op), [self.value(part) for part in node.values])

    def _joined(self, operator: str, parts: list[Value[V]]) -> Value[V]:
        joined, *rest = parts
        for part in rest:
            joined = self._pairwise(operator, joined, part)
        return joined

    def _unaryop(self, node: ast.UnaryOp) -> Value[V]:
        zero = self._algebra.constant(0)
        value = self.value(node.operand)
        if isinstance(node.op, ast.USub):
            return self._pairwise("-", zero, value)
        if isinstance(node.op, ast.Not):
            return self._pairwise("==", value, zero)
        raise self._invalid(f"'{ast.unparse(node)}' is not of this language")

    def _ifexp(self, node: ast.IfExp) -> V:
        return self._algebra.choose(self._single(node.test), self._single(node.body), self._single(node.orelse))

    def _call(self, node: ast.Call) -> V:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name not in FUNCTIONS or node.keywords:
            raise self._invalid(f"there is no function '{name}'; there are {', '.join(FUNCTIONS)}")
        function: Callable[[list[Value[V]]], V] = getattr(self, f"_take_{name}")
        return function([self.value(argument) for argument in node.args])

    def _take_sum(self, arguments: list[Value[V]]) -> V:
        total, *rest = self._one_list("sum", arguments)
        for value in rest:
            total = self._algebra.operate("+", total, value)
        return total

    def _take_mean(self, arguments: list[Value[V]]) -> V:
        length = self._algebra.constant(len(self._one_list("mean", arguments)))
        return self._algebra.operate("//", self._take_sum(arguments), length)

    def _take_count(self, arguments: list[Value[V]]) -> V:
        one, zero = self._algebra.constant(1), self._algebra.constant(0)
        values = self._one_list("count", arguments)
        return self._take_sum([[self._algebra.choose(value, one, zero) for value in values]])

    def _take_first(self, arguments: list[Value[V]]) -> V:
        values = self._one_list("first", arguments)
        place = self._algebra.constant(len(values))
        for index in reversed(range(len(values))):
            place = self._algebra.choose(values[index], self._algebra.constant(index), place)
        return place

    def _take_max(self, arguments: list[Value[V]]) -> V:
        return self._algebra.greatest(self._all("max", arguments))

    def _take_min(self, arguments: list[Value[V]]) -> V:
        zero = self._algebra.constant(0)
        negated = [self._algebra.operate("-", zero, value) for value in self._all("min", arguments)]
        return self._algebra.operate("-", zero, self._algebra.greatest(negated))

    def _take_abs(self, arguments: list[Value[V]]) -> V:
        (value,) = self._singles("abs", arguments, 1)
        return self._algebra.greatest([value, self._algebra.operate("-", self._algebra.constant(0), value)])

    def _take_known(self, arguments: list[Value[V]]) -> V:
        (value,) = self._singles("known", arguments, 1)
        return self._algebra.known(value)

    def _take_or_else(self, arguments: list[Value[V]]) -> V:
        value, otherwise = self._singles("or_else", arguments, 2)
        return self._algebra.choose(self._algebra.known(value), value, otherwise)

    def _pairwise(self, operator: str, left: Value[V], right: Value[V]) -> Value[V]:
        if not isinstance(left, list) and not isinstance(right, list):
            return self._algebra.operate(operator, left, right)
        lefts = left if isinstance(left, list) else [left] * len(right)  # type: ignore[arg-type]  # one of them is
        rights = right if isinstance(right, list) else [right] * len(lefts)
        if len(lefts) != len(rights):
            raise self._invalid(f"'{operator}' joins a list of {len(lefts)} with one of {len(rights)}")
        return [self._algebra.operate(operator, one, other) for one, other in zip(lefts, rights, strict=True)]

    def _single(self, node: ast.expr) -> V:
        value = self.value(node)
        if isinstance(value, list):
            raise self._invalid(f"'{ast.unparse(node)}' is a list where one value is needed")
        return value

    def _many(self, node: ast.expr) -> list[V]:
        values = self.value(node)
        if not isinstance(values, list):
            raise self._invalid(f"'{ast.unparse(node)}' is no list")
        return values

    def _one_list(self, name: str, arguments: list[Value[V]]) -> list[V]:
        if len(arguments) != 1 or not isinstance(arguments[0], list) or not arguments[0]:
            raise self._invalid(f"{name} takes one list that is not empty")
        return arguments[0]

    def _all(self, name: str, arguments: list[Value[V]]) -> list[V]:
        if len(arguments) == 1:
            return self._one_list(name, arguments)
        return self._singles(name, arguments, len(arguments))

    def _singles(self, name: str, arguments: list[Value[V]], wanted: int) -> list[V]:
        singles = [argument for argument in arguments if not isinstance(argument, list)]
        if not arguments or len(singles) != len(arguments) or len(arguments) != wanted:
            raise self._invalid(f"{name} is used as: {FUNCTIONS[name]}")
        return singles

    def _operator(self, operator: ast.AST) -> str:
        sign = _OPERATORS.get(type(operator))
        if sign is None:
            raise self._invalid(f"{type(operator).__name__} is not among {' '.join(_OPERATORS.values())}")
        return sign

    def _invalid(self, why: str) -> ExpressionInvalid:
        return ExpressionInvalid(self._text, why)
