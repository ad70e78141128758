"""`creditline lines`: a line's whole story in the terminal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from cyclopts import App, Parameter
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from creditline.cli.console import OUTPUT, print_json
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.cli.time import now_of
from creditline.dates.business_date import business_date
from creditline.lines.available import available_minor, over_limit_minor, owed_minor
from creditline.lines.event import CLOCK, Event, EventKind
from creditline.lines.line import Line
from creditline.lines.servicing import days_past_due, next_due
from creditline.money.amount import format_minor
from creditline.store.database import Database
from creditline.usecases.tell_line import Told, tell_line

APP = App(name="lines", help="Look at lines.")


@APP.command
def show(
    line_id: Annotated[str, Parameter(help="The line's id, such as line_story_payday.")],
    /,
    *,
    data: Data = None,
    json: Json = False,
) -> None:
    """Print a line's whole story: how it stands, what will fall due, and all that happened on it."""

    async def told(database: Database) -> Told:
        return await tell_line(database, line_id, await now_of(database))

    with database_url(data) as url:
        story = run_with_database(url, told)
    if json:
        print_json(_as_dict(story))
    else:
        _print(story)


def _print(story: Told) -> None:
    line = story.line
    OUTPUT.print(f"[bold]{line.id}[/]  {escape(line.terms.name)}  ({line.status.value})", soft_wrap=True)
    for name, words in _standing(line, story.at):
        OUTPUT.print(f"  {name:<14}{words}")
    if story.expected:
        OUTPUT.print("\n[bold]Will fall due[/]")
        OUTPUT.print(_schedule(story))
    OUTPUT.print("\n[bold]What happened[/]  [dim](↺ booked anew after history was rewound)[/]")
    OUTPUT.print(_events(story.events))


def _standing(line: Line, at: datetime) -> list[tuple[str, str]]:
    on, currency, owed = business_date(at, line.terms.zone), line.terms.currency, line.balances
    money = _money(currency)
    said = [
        ("Limit", "not decided" if line.limit_minor is None else money(line.limit_minor)),
        ("Available", money(available_minor(line, on))),
        (
            "Owed",
            (
                f"{money(owed_minor(line))} (principal {money(owed.principal)}, interest {money(owed.interest)}, "
                f"fees {money(owed.fees)})"
            ),
        ),
    ]
    if line.held_minor:
        said.append(("On hold", money(line.held_minor)))
    if over_limit_minor(line):
        said.append(("Over limit", money(over_limit_minor(line))))
    return [*said, *_servicing(line, on)]


def _servicing(line: Line, on: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a date
    servicing, product, money = line.servicing, line.terms.product, _money(line.terms.currency)
    if servicing is None or product is None:
        return []
    following = next_due(servicing, on)
    said = [
        ("Product", f"{product.id}, version of {product.valid_from}"),
        ("Asked for", money(servicing.unpaid_minor)),
        ("Next due", str(following) if following else "nothing"),
        ("Past due", f"{days_past_due(servicing, on)} days, bucket {servicing.bucket}"),
        ("In a row", f"{servicing.full_in_row} full, {servicing.minimum_in_row} at least the minimum"),
    ]
    said += [
        ("Not final", f"{money(each.held_minor)} of the line held until {each.final_on}")
        for each in servicing.uncleared
    ]
    if servicing.paused_until:
        said.append(("Paused", f"until {servicing.paused_until}"))
    return said


def _schedule(story: Told) -> Table:
    money = _money(story.line.terms.currency)
    table = Table("due on", "payment", "principal", "interest", "fees", "left", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for each in story.expected:
        amounts = (
            each.payment_minor,
            each.principal_minor,
            each.interest_minor,
            each.fees_minor,
            each.balance_minor,
        )
        table.add_row(str(each.due_on), *map(money, amounts))
    return table


def _events(events: list[Event]) -> Table:
    table = Table("", "counts from", "what", "amount", "owed", "available", "", box=None, pad_edge=False)
    for column in (table.columns[0], *table.columns[3:6]):
        column.justify = "right"
    for column in table.columns[:6]:
        column.no_wrap = True
    for event in events:
        table.add_row(*_event_row(event), style=_style(event))
    return table


def _event_row(event: Event) -> tuple[str | Text, ...]:
    money = _money(event.after.terms.currency)
    mark = "↺ " if event.replays else ""
    what = f"{mark}{event.kind.value.replace('_', ' ')}"
    return (
        str(event.version),
        business_date(event.effective_at, event.after.terms.zone).isoformat(),
        Text(what if event.accepted else f"{what}: {event.outcome.value}"),
        money(event.amount_minor) if event.amount_minor else "",
        money(owed_minor(event.after)),
        money(event.available_after_minor),
        Text(_note(event)),
    )


def _note(event: Event) -> str:
    told = ((name, value) for name, value in (event.detail or {}).items() if value or not name.endswith("_minor"))
    said = [_said(name, value, event) for name, value in told]
    if event.refers_to is not None:
        said.insert(0, f"to {event.refers_to}" if event.kind is EventKind.REWOUND else f"of {event.refers_to}")
    return ", ".join([*([event.reason] if event.reason else []), *said])


def _said(name: str, value: Any, event: Event) -> str:  # noqa: ANN401 - whatever an event's detail has
    if event.kind is EventKind.FACTS_ATTESTED:
        return "; ".join(_fact(fact, event.after.terms.currency) for fact in value)
    words = name.removesuffix("_minor").replace("_", " ")
    if name.endswith("_minor"):
        return f"{words} {format_minor(value, event.after.terms.currency)}"
    if name.endswith("_cost"):
        return f"{words} {value // 10_000 // 100}.{value // 10_000 % 100:02} %"
    return f"{words} {str(value).replace('_', ' ')}"


def _fact(fact: Mapping[str, Any], currency: str) -> str:
    """Say one attested fact: income 20000.00 on 2025-12-31 by payslip, until 2026-12-31."""
    amount, part = fact.get("amount_minor"), fact.get("part_minor")
    value = fact.get("count") if amount is None else format_minor(amount, currency)
    said = [f"{fact['kind'].replace('_', ' ')} {'taken back' if value is None else value} on {fact['on']}"]
    said[0] += f" by {fact['source']}"
    if part is not None:
        said.append(f"{format_minor(part, currency)} of it from the largest customer")
    return ", ".join(said + [f"{name} {fact[name]}" for name in ("until", "consent") if name in fact])


def _style(event: Event) -> str:
    if not event.accepted:
        return "yellow"
    return "dim" if event.actor == CLOCK or event.replays or event.kind is EventKind.REWOUND else ""


def _as_dict(story: Told) -> dict[str, Any]:
    line, money = story.line, _money(story.line.terms.currency)
    return {
        "id": line.id,
        "name": line.terms.name,
        "status": line.status.value,
        "at": story.at.isoformat(),
        "standing": {name.lower().replace(" ", "_"): words for name, words in _standing(line, story.at)},
        "schedule": [
            {
                "due_on": each.due_on.isoformat(),
                "payment": money(each.payment_minor),
                "principal": money(each.principal_minor),
                "interest": money(each.interest_minor),
                "fees": money(each.fees_minor),
                "balance": money(each.balance_minor),
            }
            for each in story.expected
        ],
        "events": [
            {
                "version": event.version,
                "kind": event.kind.value,
                "outcome": event.outcome.value,
                "amount": money(event.amount_minor),
                "effective_at": event.effective_at.isoformat(),
                "booked_at": event.booked_at.isoformat(),
                "owed": money(owed_minor(event.after)),
                "available": money(event.available_after_minor),
                "reason": event.reason,
                "refers_to": event.refers_to,
                "replays": event.replays,
                "detail": event.detail,
            }
            for event in story.events
        ],
    }


def _money(currency: str) -> Any:  # noqa: ANN401 - a function of an amount
    return lambda minor: format_minor(minor, currency)
