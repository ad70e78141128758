"""Facts as JSON and back; a date is told apart from a text by standing in {"date": …}."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

_encode = lru_cache(maxsize=256)(json.dumps)


class FactMalformed(ValueError):
    """A fact is true or false, a whole number, a text or a date."""

    code = "fact-malformed"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The fact '{name}' cannot be used. Give true, false, a whole number, a text, or a date as "
            '{"date": "2026-01-31"}.'
        )


def facts_text(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON, sorted by name."""
    plain = {name: {"date": value.isoformat()} if isinstance(value, date) else value for name, value in facts.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def confirmed_text(facts: Mapping[str, Any], features: Iterable[Any]) -> str:
    """Return the facts of a confirmation and the values of its features as JSON; `confirmed_from` reads them.

    Written by hand, since every event of a decided line writes one; the names of facts need no quoting.
    """
    told = ",".join([f'"{name}":{value if type(value) is int else _encode(value)}' for name, value in facts.items()])
    values = ",".join([str(value) if type(value) is int else _encode(value) for value in features])
    return f'{{"facts":{{{told}}},"features":[{values}]}}'


def confirmed_from(text: str) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """Return the facts and the values of features that `confirmed_text` wrote."""
    read = json.loads(text)
    return facts_of_json(read["facts"]), tuple(read["features"])


@lru_cache(maxsize=16_384)
def facts_from(text: str) -> Mapping[str, Any]:
    """Return the facts that `facts_text` wrote; remembered, since they are read far more often than they change."""
    return facts_of_json(json.loads(text))


def facts_of_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts from what JSON holds; raise FactMalformed."""
    return {name: _fact(name, value) for name, value in values.items()}


def _fact(name: str, value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    if isinstance(value, bool | str) or type(value) is int:
        return value
    if isinstance(value, dict) and set(value) == {"date"}:
        try:
            return date.fromisoformat(str(value["date"]))
        except ValueError as error:
            raise FactMalformed(name) from error
    raise FactMalformed(name)
