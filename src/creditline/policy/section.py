"""Reading TOML with a word for everything that is wrong: missing, unknown, of another type."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.fault import FaultKind, Wrong
from creditline.policy.wording import LANGUAGES, Wording, placeholders

_T = TypeVar("_T")
_WORDS = {str: "a text", int: "a whole number", bool: "true or false", date: "a date", list: "a list", dict: "a table"}
FAR = 10**15
"""How far a domain may reach."""
MOST = 2**63 - 1
"""The greatest number that the SQL form can hold on its way."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_UNSAFE = re.compile(r"['\"\\\n]")


class Section:
    """A TOML table of which each key is read once; `done` refuses what nobody read."""

    def __init__(self, data: object, name: str = "") -> None:
        if not isinstance(data, dict):
            raise Wrong(FaultKind.TYPE_WRONG, f"'{name}' is no table.", "Write it as a TOML table.", column=name)
        self.data: Mapping[str, Any] = data
        self.name = name
        self.read: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.data

    def raw(self, key: str, kind: type[_T]) -> _T:
        """Return the value at `key`; raise Wrong if it is missing or no `kind`."""
        self.read.add(key)
        if key not in self.data:
            where = f" in '{self.name}'" if self.name else ""
            raise Wrong(FaultKind.KEY_MISSING, f"'{key}' is missing{where}.", f"Add it as {_WORDS[kind]}.", column=key)
        return typed(self.data[key], kind, key)

    def text(self, key: str) -> str:
        """Return the text at `key`, which may not be empty."""
        text = self.raw(key, str)
        if not text.strip():
            raise Wrong(FaultKind.KEY_MISSING, f"'{key}' is empty.", "Write a text.", column=key)
        return text

    def identifier(self, key: str) -> str:
        """Return the name at `key`."""
        return identifier(self.text(key), key)

    def whole(self, key: str) -> int:
        """Return the whole number at `key`."""
        return self.raw(key, int)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts at `key`."""
        return tuple(typed(one, str, key) for one in self.raw(key, list))

    def section(self, key: str) -> "Section":
        """Return the table at `key`."""
        return Section(self.raw(key, dict), key)

    def wording(self, key: str) -> Wording:
        """Return the text in both languages at `key`."""
        return read_wording(self.raw(key, dict), key)

    def done(self) -> None:
        """Raise Wrong if there is a key that nothing asked for: a misspelt one would otherwise be ignored."""
        for key in self.data:
            if key not in self.read:
                known = ", ".join(sorted(self.read))
                raise Wrong(FaultKind.KEY_UNKNOWN, f"'{key}' means nothing here.", f"Known are: {known}.", column=key)


def typed(value: object, kind: type[_T], key: str) -> _T:
    """Return `value` if it is a `kind`; raise Wrong if not. true is no number, an instant is no date."""
    strict = kind in {int, date}
    if not isinstance(value, kind) or (strict and isinstance(value, bool | datetime)):
        raise Wrong(
            FaultKind.TYPE_WRONG,
            f"'{key}' is {value!r}, which is not {_WORDS[kind]}.",
            f"Write {_WORDS[kind]}.",
            column=key,
        )
    return value


def identifier(name: str, key: str = "") -> str:
    """Return `name` if it can be a name in formulas, SQL and texts; raise Wrong if not."""
    if not _NAME.fullmatch(name):
        mend = "Use small letters, digits and underscores, a letter first."
        raise Wrong(FaultKind.NAME_MALFORMED, f"'{name}' is no name.", mend, column=key or name)
    return name


def read_wording(data: Mapping[str, Any], name: str) -> Wording:
    """Return the text in both languages; raise Wrong if one is missing or fills in other names than the other."""
    for language in LANGUAGES:
        if not isinstance(data.get(language), str) or not data[language].strip():
            raise Wrong(
                FaultKind.TEXT_MISSING, f"'{name}' has no text in '{language}'.", f'Add {language} = "…".', column=name
            )
    wording = Wording(data["en"], data["zh"])
    if set(data) - set(LANGUAGES):
        raise Wrong(FaultKind.KEY_UNKNOWN, f"'{name}' has other keys than en and zh.", "Leave them out.", column=name)
    if _names(wording.en, name) != _names(wording.zh, name):
        raise Wrong(
            FaultKind.TEXT_DIFFERS,
            f"The English and the Chinese text of '{name}' fill in different names.",
            "Use the same {names} in both.",
            column=name,
        )
    return wording


def _names(text: str, name: str) -> set[str]:
    try:
        return placeholders(text)
    except ValueError as error:
        mend = "Write {{ and }} for braces that fill in nothing."
        raise Wrong(FaultKind.TEXT_DIFFERS, f"The text of '{name}' has a lone brace.", mend, column=name) from error


def read_domain(section: Section) -> Domain:
    """Return the closed domain that `section` declares by type, low, high, unit, values and saturates."""
    kind = section.text("type")
    readers = {"integer": _integers, "enumeration": _enumeration, "boolean": _truth, "date": _dates}
    if kind not in readers:
        mend = "Write integer, enumeration, boolean or date."
        raise Wrong(FaultKind.TYPE_WRONG, f"There is no type '{kind}'.", mend, column="type")
    domain = readers[kind](section)
    if domain.low > domain.high:
        mend = "low must not be above high, and an enumeration needs a value."
        raise Wrong(FaultKind.DOMAIN_EMPTY, f"The domain of '{section.name}' is empty.", mend)
    return domain


def _integers(section: Section) -> Domain:
    low, high = section.whole("low"), section.whole("high")
    if max(abs(low), abs(high)) > FAR:
        mend = "Keep within ±10^15, so that sums stay within 64 bits."
        raise Wrong(FaultKind.TYPE_WRONG, f"The range of '{section.name}' is too wide.", mend)
    saturates = section.raw("saturates", bool) if section.has("saturates") else False
    return Domain(kind=Kind.INTEGER, low=low, high=high, unit=section.text("unit"), saturates=saturates)


def _enumeration(section: Section) -> Domain:
    values = section.texts("values")
    if len(set(values)) < len(values):
        raise Wrong(FaultKind.NAME_TWICE, f"'{section.name}' lists a value twice.", "List each once.", column="values")
    for value in values:
        if not value or _UNSAFE.search(value):
            mend = "Leave out quotes, backslashes and line breaks."
            raise Wrong(FaultKind.NAME_MALFORMED, f"{value!r} is no value.", mend, column="values")
    return Domain(kind=Kind.ENUMERATION, low=0, high=len(values) - 1, values=values)


def _truth(_section: Section) -> Domain:
    return Domain(kind=Kind.BOOLEAN, low=0, high=1)


def _dates(section: Section) -> Domain:
    low, high = section.raw("low", date), section.raw("high", date)
    return Domain(kind=Kind.DATE, low=low.toordinal(), high=high.toordinal())


def read_value(value: object, domain: Domain, name: str) -> Value:
    """Return `value` if the domain has it; raise Wrong if not. A date may be a TOML date or an ISO text."""
    if domain.kind is Kind.DATE and isinstance(value, str):
        value = _iso(value)
    try:
        domain.ordinal(name, value)
    except ValueError as error:
        said = f"{value!r} is no value of '{name}'."
        raise Wrong(FaultKind.VALUE_OUTSIDE, said, f"Write {domain.describe()}.", column=name) from error
    if isinstance(value, int | str | date):
        return value
    raise TypeError(value)


def _iso(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
