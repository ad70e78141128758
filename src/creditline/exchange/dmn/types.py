"""Inputs against the types of the model: item definitions, structures, allowed values."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from creditline.exchange.dmn.expression import Scope, admits
from creditline.exchange.dmn.model import ItemType
from creditline.exchange.dmn.values import NUMBERS, SIMPLE, Anything, is_type, parse

_NOTHING = Scope({}, {})


class InputWrong(ValueError):
    """An input must be of its declared type, and one of its allowed values."""

    code = "dmn-input-wrong"

    def __init__(self, place: str, value: object, type_ref: str) -> None:
        super().__init__(f"The {place} is {value!r}, which is no {type_ref}.")


def checked(value: Any, type_ref: str | None, types: Mapping[str, ItemType], place: str) -> Anything:  # noqa: ANN401
    """Return an input as FEEL has it; texts become dates where the type asks for them. Raises InputWrong."""
    if value is None or type_ref is None or type_ref == "Any":
        return _untyped(value)
    if type_ref in types:
        return _item(value, types[type_ref], types, place)
    simple = _simple(value, type_ref)
    if type_ref in SIMPLE and not is_type(simple, type_ref):
        raise InputWrong(place, value, type_ref)
    return simple


def _item(value: Any, item: ItemType, types: Mapping[str, ItemType], place: str) -> Anything:  # noqa: ANN401
    if item.is_collection:
        if not isinstance(value, list):
            raise InputWrong(place, value, f"list of {item.name}")
        return [_single(one, item, types, place) for one in value]
    return _single(value, item, types, place)


def _single(value: Any, item: ItemType, types: Mapping[str, ItemType], place: str) -> Anything:  # noqa: ANN401
    if item.components:
        if not isinstance(value, Mapping):
            raise InputWrong(place, value, item.name)
        return {
            name: None if value.get(name) is None else _item(value[name], part, types, f"{place}, component '{name}'")
            for name, part in item.components.items()
        }
    found = checked(value, None if item.ref is None else item.ref.rpartition(":")[2], types, place)
    if item.allowed is not None and admits(item.allowed, found, _NOTHING) is not True:
        raise InputWrong(place, value, f"allowed value of {item.name}")
    return found


def _simple(value: Any, type_ref: str) -> Anything:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str) and type_ref in SIMPLE and type_ref != "string":
        return parse(value, type_ref)
    return _untyped(value)


def _untyped(value: Any) -> Anything:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return NUMBERS.create_decimal(value)
    if isinstance(value, Mapping):
        return {str(name): _untyped(one) for name, one in value.items()}
    return [_untyped(one) for one in value] if isinstance(value, list) else value
