"""What a value is: a dataclass with slots that nobody changes once it is made.

The type checker sees a frozen dataclass and refuses every assignment. At run time it is one that could be changed:
freezing there sets each field through `object.__setattr__`, which makes a new value three times as dear, and a command
makes a dozen of them. A class that inherits from one of these is made with this `dataclass` too.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["changed", "dataclass"]

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from dataclasses import dataclass as _dataclass

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False) -> object:
        """Make a class of values; what is asked for is a frozen dataclass, and that is what the type checker sees."""
        if not frozen:
            raise TypeError("a value is never changed: write frozen=True")
        return _dataclass(slots=slots, kw_only=kw_only, unsafe_hash=True)


def changed(value: T, **changes: Any) -> T:  # noqa: ANN401 - the fields of whatever is given
    """Return `value` with some fields changed, as dataclasses.replace does at twice the cost; an unknown one raises."""
    made: T = _copier(type(value))(value)  # type: ignore[arg-type]
    for name, new in changes.items():
        setattr(made, name, new)
    return made


@cache
def _copier(kind: type) -> Callable[[Any], Any]:
    """Write the function that copies a value field by field: a loop over their names takes three times as long."""
    copied = (f" made.{name} = value.{name}" for name in kind.__dataclass_fields__)  # type: ignore[attr-defined]
    lines = ["def copy(value):", " made = new(kind)", *copied, " return made"]
    names: dict[str, Any] = {"new": object.__new__, "kind": kind}
    exec("\n".join(lines), names)  # noqa: S102 - field names of our own classes, as the standard library does it
    copy: Callable[[Any], Any] = names["copy"]
    return copy
