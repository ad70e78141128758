"""The two halves of a group's transaction: lock what it is about, then write all of it."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from collections.abc import Sequence as Series
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from creditline.customers.consent import Consent
from creditline.dates.business_date import business_date
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Hold, Line
from creditline.store import notices
from creditline.store.bulk_text import (
    COPIED_COLUMNS,
    entry_lines,
    event_line,
    fact_lines,
    hold_line,
    line_line,
    payer_line,
)
from creditline.store.constraints import Constraints, load_constraints, load_legs
from creditline.store.database import Database, translated
from creditline.store.line_text import is_decided, line_from_text
from creditline.store.queries import query
from creditline.store.rows import Row, entry_from_row, event_from_row, hold_from_row
from creditline.store.wire import Wire, copy, execute, execute_rows, integers, texts
from creditline.values import changed

EventName = tuple[str, int]

_RESOLVED = {
    EventKind.HOLD_CAPTURED: "captured",
    EventKind.HOLD_VOIDED: "voided",
    EventKind.HOLD_EXPIRED: "expired",
}
_OF_HOLDS = {EventKind.HOLD_PLACED, *_RESOLVED}
_PREPARED = (
    "lock_lines",
    "keys_seen",
    "move_lines",
    "resolve_holds",
    "notify_all",
    "reopen_days",
    "close_days",
    "move_positions",
    "move_participants",
    "feature_states",
    "save_feature_states",
    "notices/add",
    "decisions/profiles",
    "decisions/activations",
    "decisions/offered",
    "decisions/record_decisions",
    "decisions/record_confirmations",
    "decisions/save_profiles",
    "decisions/save_flags",
    "decisions/save_offers",
)


@dataclass(frozen=True, slots=True)
class Locked:
    """What a group may rely on: the locked lines, and what earlier commands left under the same keys.

    targets: the events that reversals name, with their entries. reversed_already: those a reversal stands for, by the
    version under which they were booked first. pasts: the events of lines whose history will be replayed. consents:
    those of the customers of lines on which facts are attested.
    constraints: what bounds some of the lines beside their limits; None where no line has any. decided: the
    versions of the lines whose limit a policy decides.
    """

    lines: dict[str, Line]
    seen: dict[str, Event]
    targets: dict[EventName, Event] = field(default_factory=dict)
    reversed_already: set[EventName] = field(default_factory=set)
    pasts: dict[str, list[Event]] = field(default_factory=dict)
    consents: dict[str, tuple[Consent, ...]] = field(default_factory=dict)
    constraints: Constraints | None = None
    decided: dict[str, int] = field(default_factory=dict)


async def connect(database: Database) -> Wire:
    """Open a connection on which groups can be carried out; raise StoreUnavailable."""
    return await database.connect_writer(_statements())


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[Wire]:
    """Lend a connection of one's own for a transaction beside the writer; raise StoreUnavailable."""
    wire = await connect(database)
    try:
        yield wire
    finally:
        with translated():
            await wire.close()


@asynccontextmanager
async def group_transaction(wire: Wire) -> AsyncIterator[None]:
    """One transaction, which `lock` begins and `write` commits; what goes wrong in between leaves nothing behind.

    Raises StoreUnavailable when the connection is lost, GroupRejected when a write is refused.
    """
    with translated():
        try:
            yield
        except BaseException:
            await wire.roll_back()
            raise


@asynccontextmanager
async def transaction(wire: Wire, *, readonly: bool = False) -> AsyncIterator[None]:
    """One transaction around more than a group, or less: it begins and commits here, not in `lock` and `write`."""
    async with group_transaction(wire):
        await wire.converse(execute("begin_readonly" if readonly else "begin"))
        yield
        await wire.converse(execute("commit"))


async def lock(
    wire: Wire,
    *,
    line_ids: Iterable[str],
    keys: Series[str] = (),
    targets: Iterable[EventName] = (),
    begins: bool = True,
) -> Locked:
    """Begin, lock the lines in the order of their ids, and read what their commands need to know."""
    wanted = execute("lock_lines", texts(list(set(line_ids)))), execute("keys_seen", texts(keys))
    rows, seen = (await wire.converse(execute("begin") if begins else b"", *wanted))[-2:]
    lines = {line.id: line for line in map(line_from_text, rows)}
    decided = {line.id: line.version for line, row in zip(lines.values(), rows, strict=True) if is_decided(row)}
    lines.update(await _with_holds(wire, [line for line in lines.values() if line.held_minor]))
    named = list(targets)
    bounds = await lock_constraints(wire, lines.values())
    locked = Locked(lines, await _seen(wire, seen), constraints=bounds, decided=decided)
    if named:
        locked.targets.update(await _targets(wire, named))
        origins = [(line_id, target.origin) for (line_id, _), target in locked.targets.items()]
        locked.reversed_already.update(await _reversed_already(wire, origins))
    return locked


async def read_pasts(wire: Wire, reach: Mapping[str, datetime], *, with_entries: bool = True) -> dict[str, list[Event]]:
    """Return the events of each line from the last that took effect before an instant, with their entries if asked for.

    Such an event stands: it is the one after which the line was as it was then.
    """
    rows = await wire.fetch(query("past_events"), list(reach), list(reach.values()))
    legs = await _past_entries(wire, rows) if with_entries else {}
    pasts: dict[str, list[Event]] = {}
    for row in rows:
        pasts.setdefault(row["line_id"], []).append(_with_entries(row, legs))
    return pasts


async def read_consents(wire: Wire, line_ids: Iterable[str]) -> dict[str, tuple[Consent, ...]]:
    """Return the consents of each line's customer, those withdrawn too; a line without a customer is left out."""
    found: dict[str, tuple[Consent, ...]] = {}
    for row in await wire.fetch(query("consents_of_lines"), list(line_ids)):
        given = () if row["id"] is None else (_consent(row),)
        found[row["line_id"]] = (*found.get(row["line_id"], ()), *given)
    return found


async def write(
    wire: Wire,
    events: Series[Event],
    *,
    first: Iterable[bytes] = (),
    also: Iterable[bytes] = (),
    commits: bool = True,
) -> None:
    """Write the events of a group in their order, with all that follows from them, commit, and tell who listens.

    first, also: messages that write what others add to the group, before the events and after them. The word is sent
    with the rest, but as a transaction of its own: PostgreSQL lets those that NOTIFY commit one after the other only,
    each waiting for the log of the one before. In a wider transaction (commits=False) it is sent when that commits.
    """
    after = {event.line_id: event.after for event in events}
    told = [execute("notify_all", texts(notices.payloads(after.values())))] if after else []
    ending = [execute("commit")] if commits else []
    await wire.converse(*first, *_writes(events, after), *also, *ending, *told)


def _writes(events: Series[Event], after: Mapping[str, Line]) -> Iterator[bytes]:
    """Yield messages that write events and all that follows from them: lines, entries, payers, facts, holds."""
    opened = {event.line_id for event in events if event.kind is EventKind.LINE_OPENED}
    yield copy("copy_line", [line_line(after[line_id]) for line_id in sorted(opened)])
    yield copy("copy_event", [event_line(event) for event in events])
    yield copy("copy_entry", [entry_lines(event) for event in events if event.entries])
    yield copy("copy_payer", [payer_line(event) for event in events if event.paid_from])
    yield copy("copy_attested_fact", [fact_lines(event) for event in events if event.attested])
    moved = [line for line_id, line in after.items() if line_id not in opened]
    if moved:
        last = texts([line.id for line in moved]), integers([line.version for line in moved])
        yield execute("move_lines", *last)
    booked = (event for event in events if event.kind in _OF_HOLDS and event.accepted)
    yield from _hold_writes([event for event in booked if event.replays is None])
    yield execute_rows("reopen_days", list(_days_to_reopen(events).items()))


def _hold_writes(events: Series[Event]) -> Iterator[bytes]:
    yield copy("copy_hold", [hold_line(event) for event in events if event.kind is EventKind.HOLD_PLACED])
    resolved = [event for event in events if event.kind in _RESOLVED]
    if resolved:
        names = texts([event.line_id for event in resolved]), integers([event.refers_to or 0 for event in resolved])
        yield execute("resolve_holds", *names, texts([_RESOLVED[event.kind] for event in resolved]))


def _days_to_reopen(events: Iterable[Event]) -> dict[str, date]:
    """Return, by line, the last day that stays closed where something counts that is only booked now."""
    reopened: dict[str, date] = {}
    for event in events:
        if event.booked_at is not event.effective_at:
            zone = event.after.terms.zone
            day = business_date(event.effective_at, zone)
            if day < business_date(event.booked_at, zone):
                reopened[event.line_id] = min(day - _ONE_DAY, reopened.get(event.line_id, day))
    return reopened


_ONE_DAY = timedelta(days=1)


@cache
def _statements() -> dict[str, str]:
    """Return the statements that are prepared on a lane's connection, by name."""
    copied = {
        f"copy_{table}": f"COPY {table} ({', '.join(columns)}) FROM STDIN" for table, columns in COPIED_COLUMNS.items()
    }
    begin = {"begin": "BEGIN", "begin_readonly": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
    return {**begin, "commit": "COMMIT", **{name: query(name) for name in _PREPARED}, **copied}


async def _seen(wire: Wire, keys: list[str]) -> dict[str, Event]:
    rows = await wire.fetch(query("events_by_key"), keys) if keys else ()
    return {row["key"]: event_from_row(row) for row in rows}


async def lock_constraints(wire: Wire, lines: Iterable[Line]) -> Constraints | None:
    """Read, under locks, what bounds the constrained ones among locked lines; None where there are none."""
    constrained = [line.id for line in lines if line.constrained]
    if not constrained:
        return None
    rows = await wire.fetch(query("constrained_lines"), constrained)
    return await load_constraints(wire.fetch, rows, locking=True)


async def add_legs(wire: Wire, locked: Locked, line_ids: Iterable[str]) -> None:
    """Read the funding legs of lines whose history will be replayed."""
    if locked.constraints is not None:
        await load_legs(wire.fetch, locked.constraints, line_ids)


async def _with_holds(wire: Wire, lines: list[Line]) -> dict[str, Line]:
    holds = await open_holds(wire, [line.id for line in lines])
    return {line.id: changed(line, holds=holds.get(line.id, ())) for line in lines}


async def open_holds(wire: Wire, line_ids: list[str]) -> dict[str, tuple[Hold, ...]]:
    """Return the open holds of lines, by line."""
    holds: dict[str, tuple[Hold, ...]] = {}
    if line_ids:
        for row in await wire.fetch(query("open_holds"), line_ids):
            hold = hold_from_row(row)
            holds[row["line_id"]] = (*holds.get(row["line_id"], ()), hold)
    return holds


def _consent(row: Row) -> Consent:
    return Consent(id=row["id"], purpose=row["purpose"], given_at=row["given_at"], withdrawn_at=row["withdrawn_at"])


async def _targets(wire: Wire, wanted: list[EventName]) -> dict[EventName, Event]:
    legs = _by_event(await wire.fetch(query("entries_by_version"), *_names(wanted)))
    found = await wire.fetch(query("events_by_version"), *_names(wanted))
    return {(row["line_id"], row["version"]): _with_entries(row, legs) for row in found}


async def _past_entries(wire: Wire, events: Iterable[Row]) -> dict[EventName, list[Row]]:
    first: dict[str, int] = {}
    for row in events:
        first.setdefault(row["line_id"], row["version"])
    return _by_event(await wire.fetch(query("past_entries"), list(first), list(first.values())))


def _by_event(rows: Iterable[Row]) -> dict[EventName, list[Row]]:
    legs: dict[EventName, list[Row]] = {}
    for row in rows:
        legs.setdefault((row["line_id"], row["version"]), []).append(row)
    return legs


def _with_entries(row: Row, legs: dict[EventName, list[Row]]) -> Event:
    name = (row["line_id"], row["version"])
    return event_from_row(row, tuple(entry_from_row(leg) for leg in legs.get(name, [])))


async def _reversed_already(wire: Wire, wanted: list[EventName]) -> set[EventName]:
    rows = await wire.fetch(query("reversed_versions"), *_names(wanted))
    return {(row["line_id"], row["refers_to"]) for row in rows}


def _names(wanted: list[EventName]) -> tuple[list[str], list[int]]:
    return [line_id for line_id, _ in wanted], [version for _, version in wanted]
