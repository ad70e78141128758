"""`creditline law`: the rules on a day, as known at an instant."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from cyclopts import App, Parameter

from creditline.cli.console import MESSAGES, OUTPUT, print_json
from creditline.cli.run import Json
from creditline.dates.clock import SystemClock
from creditline.law.rule import Clause, Kind, Verified
from creditline.law.shipped import PACKS, find_rule, pack
from creditline.law.standing import RuleStanding, standing_of_rule, standings
from creditline.law.wording import condition_words, terms_words

APP = App(name="law", help="The rules on a day as known at an instant, and the decisions that came before them.")
APP.command("creditline.cli.law_late:late", help="List decisions that the law as valid now makes otherwise.")

_READ = {
    Verified.PRIMARY: "the primary text",
    Verified.SECONDARY: "a secondary source",
    Verified.MEMORY: "nothing was read, it stands there from memory",
}

On = Annotated[date | None, Parameter(help="The business date; left out: that of the instant.")]
KnownAt = Annotated[
    datetime | None, Parameter(help="As known at this instant, UTC unless it has an offset; left out: now.")
]


@APP.command(name="list")
def list_rules(
    *,
    pack_name: Annotated[str | None, Parameter(name="--pack", help="Only this pack.")] = None,
    on: On = None,
    known_at: KnownAt = None,
    kind: Annotated[Kind | None, Parameter(help="Only rules of this kind.")] = None,
    every: Annotated[bool, Parameter(name="--all", negative="", help="Also what does not bind, and why not.")] = False,
    language: Annotated[Literal["en", "zh"], Parameter(help="The language of the titles.")] = "en",
    json: Json = False,
) -> None:
    """List the rules in force on a day as known at an instant, one a line."""
    found = [
        each
        for each in _standings(pack_name, on, _instant(known_at))
        if (every or each.binds) and kind in {None, each.rule.kind}
    ]
    if json:
        print_json(list(map(_summary, found)))
        return
    for each in found:
        OUTPUT.print(_row(each, language), soft_wrap=True, markup=False)
    if not found:
        MESSAGES.print("No such rule was in force. With --all come those that do not bind.", soft_wrap=True)


@APP.command
def show(
    rule: Annotated[str, Parameter(help="The rule's id, such as CN-01.")],
    /,
    *,
    on: On = None,
    known_at: KnownAt = None,
    json: Json = False,
) -> None:
    """Print a rule: where it stands, when it was read, and each clause with its times, in words."""
    standing = standing_of_rule(*find_rule(rule), on, _instant(known_at))
    if json:
        print_json(_whole(standing))
        return
    for line in _page(standing):
        OUTPUT.print(line, soft_wrap=True, markup=False)


def _standings(pack_name: str | None, on: date | None, known_at: datetime) -> Iterator[RuleStanding]:
    for name in PACKS if pack_name is None else [pack_name]:
        yield from standings(pack(name), on, known_at)


def _instant(given: datetime | None) -> datetime:
    if given is None:
        return SystemClock().now()
    return given if given.tzinfo is not None else given.replace(tzinfo=UTC)


def _row(each: RuleStanding, language: str) -> str:
    rule = each.rule
    valid = "; ".join(dict.fromkeys(map(_valid, each.clauses)))
    title = rule.title_zh if language == "zh" else rule.title
    return f"{rule.id:<7}{rule.kind.value:<19}{valid:<26}{rule.verified.value:<3}{each.said:<32}{title}"


def _page(each: RuleStanding) -> Iterator[str]:
    rule, source = each.rule, each.rule.source
    yield f"{rule.id}  {rule.title}"
    yield f"  {rule.title_zh}"
    yield f"  {'Kind':<10}{rule.kind.value}, pack {each.pack.name} ({each.pack.title})"
    yield f"  {'Source':<10}{source.instrument}"
    yield f"  {'Read':<10}{rule.verified.value}: {_READ[rule.verified]}; {source.read_in}, {source.read_on}"
    yield f"  {'Status':<10}{each.said} on {each.on}, as known at {_known(each.known_at, each.pack.zone)}"
    for number, clause in enumerate(rule.clauses, 1):
        yield ""
        yield from _clause_page(each, number, clause)


def _clause_page(each: RuleStanding, number: int, clause: Clause) -> Iterator[str]:
    zone, currency = each.pack.zone, each.pack.currency
    until = "" if clause.known_to is None else _known(clause.known_to, zone)
    yield f"  Clause {number}{'  counts on that day' if each.counts(clause) else ''}"
    yield f"    {'Valid':<8}{_valid(clause)}"
    yield f"    {'Known':<8}{f'{_known(clause.known_from, zone)} – {until}'.rstrip()} ({zone})"
    for word, line in zip(_once("When"), condition_words(clause.when, currency) or ["always"], strict=False):
        yield f"    {word:<8}{line}"
    for word, line in zip(_once("Then"), terms_words(clause.terms, currency), strict=False):
        yield f"    {word:<8}{line}"


def _once(word: str) -> Iterator[str]:
    yield word
    while True:
        yield ""


def _valid(clause: Clause) -> str:
    return f"{clause.valid_from} – {clause.valid_to or ''}".rstrip()


def _known(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _summary(each: RuleStanding) -> dict[str, Any]:
    rule = each.rule
    return {
        "pack": each.pack.name,
        "id": rule.id,
        "kind": rule.kind.value,
        "title": rule.title,
        "title_zh": rule.title_zh,
        "verified": rule.verified.value,
        "status": rule.status.value,
        "binds": each.binds,
        "state": each.said,
        "valid": [{"from": begin, "to": end} for begin, end in dict.fromkeys(map(_span, each.clauses))],
    }


def _whole(each: RuleStanding) -> dict[str, Any]:
    source = each.rule.source
    return {
        **_summary(each),
        "on": each.on.isoformat(),
        "known_at": each.known_at.isoformat(),
        "source": source.instrument,
        "read_in": source.read_in,
        "read_on": source.read_on.isoformat(),
        "currency": each.pack.currency,
        "clauses": [_clause_json(each, clause) for clause in each.rule.clauses],
    }


def _clause_json(each: RuleStanding, clause: Clause) -> dict[str, Any]:
    currency = each.pack.currency
    terms = {part.name: getattr(clause.terms, part.name) for part in fields(clause.terms)}
    return {
        "from": clause.valid_from.isoformat(),
        "to": _text(clause.valid_to),
        "known_from": clause.known_from.isoformat(),
        "known_to": _text(clause.known_to),
        "counts": each.counts(clause),
        "when": [{"fact": fact, "test": test, "value": value} for fact, test, value in clause.when],
        "terms": {name: value for name, value in terms.items() if value is not None},
        "words": {"when": condition_words(clause.when, currency), "then": terms_words(clause.terms, currency)},
    }


def _span(clause: Clause) -> tuple[str, str | None]:
    return clause.valid_from.isoformat(), _text(clause.valid_to)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
