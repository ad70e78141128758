"""A borrower's values from a file of JSON."""

import json
from collections.abc import Mapping
from pathlib import Path

from creditline.scoring.card import Card, NumberFeature, Value


class ValuesUnreadable(ValueError):
    """The values of a borrower must be a JSON object of whole numbers, texts and nulls."""

    code = "values-unreadable"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"'{path}' holds no values of features: {why}.")


def read_values(path: Path, card: Card) -> Mapping[str, Value]:
    """Return the values in the file at `path`, each of the kind that the card's feature has."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as unreadable:
        raise ValuesUnreadable(path, str(unreadable)) from unreadable
    if not isinstance(values, dict):
        raise ValuesUnreadable(path, "it is no JSON object")
    for feature in card.features:
        value = values.get(feature.name)
        wanted = int if isinstance(feature, NumberFeature) else str
        if value is not None and type(value) is not wanted:
            raise ValuesUnreadable(path, f"'{feature.name}' is {value!r}, not a {_named(wanted)}")
    return values


def _named(wanted: type) -> str:
    return "whole number" if wanted is int else "text"
