"""A decision as text: canonical JSON, the same bytes for the same decision, and back.

Keys are sorted, there is no space, dates and instants are ISO 8601. A date among the facts is told apart from a text by
standing in {"date": …}.
"""

import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from creditline.decisions.decision import Decision


class RecordUnreadable(ValueError):
    """The record of a decision must be as it was written."""

    code = "record-unreadable"

    def __init__(self, cause: str) -> None:
        super().__init__(f"The record of the decision cannot be read: {cause}. Restore it from a backup.")


def record_text(decision: Decision) -> str:
    """Return a decision as canonical JSON."""
    return json.dumps(_plain(decision), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decision_of(text: str) -> Decision:
    """Return the decision that a record holds; raise RecordUnreadable."""
    try:
        built = _built(Decision, json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordUnreadable(str(error)) from error
    assert isinstance(built, Decision)  # noqa: S101 - what _built was asked for
    return built


def decision_id(decision: Decision) -> str:
    """Return the id that names a decision by its content: two decisions with one id are the same."""
    text = record_text(replace(decision, id=""))
    return f"dec_{sha256(text.encode()).hexdigest()[:32]}"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple or kind is list:
        return [_plain(part) for part in value]
    if kind is dict:
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, Enum):
        return value.value
    return (
        _plain_date(value) if isinstance(value, date) else {name: _plain(getattr(value, name)) for name in _names(kind)}
    )


_AS_THEY_ARE = frozenset({str, int, bool, NoneType})


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(part.name for part in fields(kind))
    return _NAMES[kind]


def _plain_date(value: date) -> Any:  # noqa: ANN401 - an instant is a text, a date is not
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return {"date": value.isoformat()}


def _built(hint: Any, value: Any) -> Any:  # noqa: ANN401, PLR0911 - whatever a record holds
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{name: _built(hints[name], part) for name, part in value.items()})  # type: ignore[operator]
    if isinstance(value, dict) and set(value) == {"date"}:
        return date.fromisoformat(value["date"])
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        return _one_of(get_args(hint), value)
    if origin is tuple:
        return tuple(_built(get_args(hint)[0], part) for part in value)
    if isinstance(value, dict):
        return {name: _built(get_args(hint)[1], part) for name, part in value.items()}
    if hint is datetime:
        return datetime.fromisoformat(value)
    return hint(value) if isinstance(hint, type) and issubclass(hint, Enum) else value


def _one_of(hints: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    made = [hint for hint in hints if is_dataclass(hint)]
    return _built(made[0], value) if made and isinstance(value, dict) and set(value) != {"date"} else _scalar(value)


def _scalar(value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value
