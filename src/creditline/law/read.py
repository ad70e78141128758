"""Reading a pack of rules from TOML. What is malformed is named by file, rule and field."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from creditline.law.condition import parse_condition
from creditline.law.pack import Pack, Series
from creditline.law.rule import Clause, Kind, Rule, Source, Status, Verified
from creditline.law.terms import TERMS_OF_KIND, Terms

_TIMES = ("from", "to", "known_from", "known_to", "when")


class LawMalformed(ValueError):
    """A file of rules must be as docs/reference/law.md says."""

    code = "law-malformed"

    def __init__(self, *, file: str, rule: str, what: str) -> None:
        super().__init__(f"{file}, {rule}: {what}. The format of a file of rules stands in docs/reference/law.md.")


def parse_pack(text: bytes, *, file: str) -> Pack:
    """Return the pack that a TOML file holds; raise LawMalformed."""
    try:
        table = tomllib.loads(text.decode())
    except ValueError as error:
        raise LawMalformed(file=file, rule="the file", what=str(error)) from error
    head = _Place(file, "head of the file")
    zone = head.take(table, "zone", str)
    rules = tuple(_rule(entry, file, zone) for entry in head.take(table, "rule", list))
    _check_ids(rules, file)
    return Pack(
        name=head.take(table, "pack", str),
        title=head.take(table, "title", str),
        currency=head.take(table, "currency", str),
        zone=zone,
        rules=rules,
        series=tuple(_series(entry, file) for entry in table.get("series", [])),
        digest=sha256(text).hexdigest(),
    )


class _Place:
    """Where in a file we are, for the message of an error."""

    def __init__(self, file: str, rule: str) -> None:
        self.file, self.rule = file, rule

    def refuse(self, what: str) -> LawMalformed:
        return LawMalformed(file=self.file, rule=self.rule, what=what)

    def take(self, table: Mapping[str, Any], name: str, kind: type) -> Any:  # noqa: ANN401 - of the type asked for
        value = table.get(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.refuse(f"'{name}' must be a {kind.__name__}")
        return value

    def one_of(self, table: Mapping[str, Any], name: str, enum: Callable[[str], Any], default: str) -> Any:  # noqa: ANN401
        try:
            return enum(str(table.get(name, default)))
        except ValueError as error:
            raise self.refuse(f"'{name}': {error}") from error


def _rule(table: Mapping[str, Any], file: str, zone: str) -> Rule:
    place = _Place(file, f"rule {table.get('id', 'without an id')}")
    kind = place.one_of(table, "kind", Kind, "")
    clauses = [_clause(clause, kind, place, zone) for clause in place.take(table, "clause", list)]
    return Rule(
        id=place.take(table, "id", str),
        kind=kind,
        title=place.take(table, "title", str),
        title_zh=place.take(table, "title_zh", str),
        verified=place.one_of(table, "verified", Verified, ""),
        status=place.one_of(table, "status", Status, "in_force"),
        source=Source(
            instrument=place.take(table, "source", str),
            read_in=place.take(table, "read_in", str),
            read_on=place.take(table, "read_on", date),
        ),
        clauses=tuple(clauses),
    )


def _clause(table: Mapping[str, Any], kind: Kind, place: _Place, zone: str) -> Clause:
    valid_from = place.take(table, "from", date)
    terms = {name: value for name, value in table.items() if name not in _TIMES}
    try:
        when = parse_condition(table.get("when", {}))
        built = _terms(TERMS_OF_KIND[kind.value], terms)
    except ValueError as error:
        raise place.refuse(str(error)) from error
    return Clause(
        valid_from=valid_from,
        valid_to=place.take(table, "to", date) if "to" in table else None,
        known_from=instant(table.get("known_from", valid_from), zone),
        known_to=instant(table["known_to"], zone) if "known_to" in table else None,
        when=when,
        terms=built,
    )


def instant(value: date | datetime, zone: str) -> datetime:
    """Return an instant in UTC; a date stands for its first moment in `zone`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.combine(value, time(), ZoneInfo(zone)).astimezone(UTC)


def _terms(wanted: type[Terms], table: Mapping[str, Any]) -> Terms:
    hints = get_type_hints(wanted)
    unknown = sorted(set(table) - set(hints))
    if unknown:
        raise ValueError(f"'{unknown[0]}' is no term of this kind; it has {', '.join(hints)}")
    missing = [field.name for field in fields(wanted) if field.default is MISSING and field.name not in table]
    if missing:
        raise ValueError(f"'{missing[0]}' is missing")
    return wanted(**{name: _value(name, str(hints[name]), value) for name, value in table.items()})


def _value(name: str, hint: str, value: Any) -> Any:  # noqa: ANN401 - what TOML holds
    """Return a term's value in the type that its field declares."""
    if name == "requires":
        return parse_condition(value)
    if hint.startswith("tuple"):
        return tuple(value) if isinstance(value, list) else (value,)
    named = {"int": int, "str": str, "bool": bool, "date": date}
    wanted = next((kind for word, kind in named.items() if word in hint), object)
    if "tuple" in hint:
        return tuple(value)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise ValueError(f"'{name}' must be a {wanted.__name__}")
    return value


def _series(table: Mapping[str, Any], file: str) -> Series:
    place = _Place(file, f"series {table.get('name', 'without a name')}")
    values = [
        (place.take(entry, "from", date), place.take(entry, "bps", int)) for entry in place.take(table, "value", list)
    ]
    return Series(name=place.take(table, "name", str), values=tuple(sorted(values)))


def _check_ids(rules: tuple[Rule, ...], file: str) -> None:
    ids = [rule.id for rule in rules]
    twice = next((rule_id for rule_id in ids if ids.count(rule_id) > 1), None)
    if twice is not None:
        raise LawMalformed(file=file, rule=f"rule {twice}", what="the id stands twice; give one rule several clauses")
