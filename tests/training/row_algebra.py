"""What expressions mean, on one row of whole numbers and None: the table form is held to this."""

import operator
from collections.abc import Callable, Sequence

_TWO: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class RowAlgebra:
    """Computes with one row's values; None is missing."""

    def constant(self, number: int) -> int | None:
        """Return the number itself."""
        return number

    def operate(self, sign: str, left: int | None, right: int | None) -> int | None:
        """Return `left sign right`; a missing side counts as false for `and` and `or`, else it makes all missing."""
        if sign == "and":
            return int(bool(left) and bool(right))
        if sign == "or":
            return int(bool(left) or bool(right))
        if left is None or right is None:
            return None
        if sign in {"//", "%"}:
            return _divided(sign, left, right)
        return int(_TWO[sign](left, right))

    def choose(self, condition: int | None, then: int | None, otherwise: int | None) -> int | None:
        """Return `then` if the condition is neither 0 nor missing."""
        return then if condition else otherwise

    def known(self, value: int | None) -> int | None:
        """Return 1 if there is a value."""
        return int(value is not None)

    def greatest(self, values: Sequence[int | None]) -> int | None:
        """Return the greatest; None if one is missing."""
        known = [value for value in values if value is not None]
        return max(known) if len(known) == len(values) else None


def _divided(sign: str, left: int, right: int) -> int | None:
    if right == 0:
        return None
    return left // right if sign == "//" else left % right
