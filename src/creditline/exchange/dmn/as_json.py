"""FEEL values from and to JSON, with no binary fraction in between."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from creditline.exchange.dmn.values import NUMBERS, Anything


class InputsUnreadable(ValueError):
    """Inputs must be a JSON object, or a file that holds one."""

    code = "inputs-unreadable"

    def __init__(self, cause: object) -> None:
        super().__init__(f"The inputs cannot be read: {cause}. Give a JSON object, or a file that holds one.")


def read_inputs(text: str) -> dict[str, Any]:
    """Return the JSON object in `text`, or in the file that it names. Raises InputsUnreadable."""
    try:
        found = json.loads(
            text if text.lstrip().startswith("{") else Path(text).read_text(encoding="utf-8"), parse_float=Decimal
        )
    except (OSError, ValueError) as error:
        raise InputsUnreadable(error) from error
    if not isinstance(found, dict):
        raise InputsUnreadable("it is no object")
    return found


def written(value: Anything) -> str:
    """Return a value as JSON; numbers keep all their digits, dates and durations are texts."""
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return _number(value)
        case Mapping():
            return (
                "{"
                + ", ".join(f"{json.dumps(str(key), ensure_ascii=False)}: {written(one)}" for key, one in value.items())
                + "}"
            )
        case Sequence():
            return "[" + ", ".join(map(written, value)) + "]"
        case _:
            return json.dumps(value.isoformat() if hasattr(value, "isoformat") else str(value))


def _number(value: Decimal) -> str:
    whole = value.to_integral_value()
    return str(int(whole)) if whole == value else f"{value.normalize(NUMBERS):f}"
