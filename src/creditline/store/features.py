"""Feature states and observations in the database: set-based, a few statements for many lines."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from psycopg.rows import DictRow

from creditline.features.observation import Kind, Observation
from creditline.features.state import FeatureState, StateOutdated, day_number, day_of, unpack
from creditline.lines.payer import Payer
from creditline.store.database import Database, fetch_all
from creditline.store.feature_sql import Dialect, feature_statement, outcome_statement
from creditline.store.queries import query
from creditline.store.rows import Row
from creditline.store.wire import Wire, blobs, execute, integers, texts

Values = dict[str, int | None]
_PAGE = 500


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line's version, and its state with the version that it was made after; None for none or for an outdated one."""

    line_id: str
    version: int
    state_version: int | None
    state: FeatureState | None


@dataclass(frozen=True, slots=True)
class LedgerOutcome:
    """What became of a line after a day: when it first was so late that it counts as bad; None if it has not been.

    already: it was that late on the day itself, so nothing can be learned from it.
    """

    bad_on: date | None
    already: bool


async def load_states(wire: Wire, line_ids: Iterable[str]) -> dict[str, tuple[int, FeatureState]]:
    """Return (version, state) of each line that has a state which this version can read; for the group's transaction.

    A line without one is to be rebuilt; one whose version is not the locked line's as well.
    """
    (found,) = await wire.converse(execute("feature_states", texts(list(set(line_ids)))))
    return states_from_texts(found)


def states_from_texts(rows: Iterable[str]) -> dict[str, tuple[int, FeatureState]]:
    """Return (version, state) of each line, from what feature_states.sql finds; what is outdated is left out."""
    states = {}
    for row in rows:
        version, packed, line_id = row.split("\t", 2)
        state = _unpacked(bytes.fromhex(packed))
        if state is not None:
            states[line_id] = int(version), state
    return states


async def save_states(wire: Wire, states: Mapping[str, tuple[int, FeatureState]]) -> None:
    """Write (version, state) of each line in one statement; the caller holds the lines' locks."""
    await wire.converse(*state_writes(states))


def state_writes(states: Mapping[str, tuple[int, FeatureState]]) -> Iterator[bytes]:
    """Yield the message that writes (version, state) of each line."""
    if states:
        versions, packed = zip(*((version, state.pack()) for version, state in states.values()), strict=True)
        yield execute("save_feature_states", texts(list(states)), integers(versions), blobs(packed))


async def read_features(database: Database, asked: Sequence[tuple[str, date]]) -> dict[tuple[str, date], Values]:
    """Return every feature of each (line, day) asked for, by SQL over the events; lines not open by then are left out.

    Raises StoreUnavailable.
    """
    statement = feature_statement(
        Dialect.POSTGRESQL,
        observation=f"({query('observations')})",
        asked=f"({query('features_of_lines')})",
    )
    async with database.reader() as connection:
        rows = await fetch_all(connection, statement, _asked(asked))
    return {(row.pop("line_id"), day_of(row.pop("at_day"))): row for row in rows}


async def read_outcomes(
    database: Database, asked: Sequence[tuple[str, date]], *, past_due_days: int, today: date
) -> dict[tuple[str, date], LedgerOutcome]:
    """Return what the ledger knows by `today` of each (line, day) asked for; lines without an event are left out."""
    statement = outcome_statement(
        observation=f"({query('observations')})",
        asked=f"({query('features_of_lines')})",
        past_due_days=past_due_days,
        today=day_number(today),
    )
    async with database.reader() as connection:
        rows = await fetch_all(connection, statement, _asked(asked))
    return {(row["line_id"], day_of(row["at_day"])): _outcome(row) for row in rows}


async def history_of(wire: Wire, line_ids: Sequence[str]) -> dict[str, list[Observation]]:
    """Return what was observed of each line, in the order of days; for the group's transaction, on locked lines."""
    return _by_line(await wire.fetch(_of_lines("$1"), list(line_ids)))


async def lines_with_states(database: Database, *, after: str, limit: int) -> list[StatedLine]:
    """Return up to `limit` lines in the order of their ids, from just after `after`."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("lines_with_states"), {"after": after, "limit": limit})
    return [_stated(row) for row in rows]


async def sampled_states(
    database: Database, *, limit: int | None, seed: str
) -> AsyncIterator[list[tuple[StatedLine, list[Observation]]]]:
    """Yield, page by page and from one snapshot, lines that have a state, and what was observed of them.

    limit: so many lines, as the seed shuffles them; None for all.
    """
    async with database.reader() as connection, connection.transaction():
        await connection.execute(query("begin_check"))
        rows = await fetch_all(connection, query("sampled_states"), {"limit": limit, "seed": seed})
        for start in range(0, len(rows), _PAGE):
            lines = [_stated(row) for row in rows[start : start + _PAGE]]
            names = [line.line_id for line in lines]
            observed = _by_line(await fetch_all(connection, _of_lines("%(line_ids)s"), {"line_ids": names}))
            yield [(line, observed.get(line.line_id, [])) for line in lines]


async def all_observations(database: Database) -> list[DictRow]:
    """Return the relation of observations, every column as it is, in the order of lines and days."""
    async with database.reader() as connection:
        return await fetch_all(connection, query("all_observations").format(observations=query("observations")))


def _asked(asked: Sequence[tuple[str, date]]) -> dict[str, Any]:
    return {"line_ids": [line_id for line_id, _ in asked], "days": [day_number(on) for _, on in asked]}


def _outcome(row: Row) -> LedgerOutcome:
    already = bool(row["bad_already"])
    return LedgerOutcome(None if already else _optional_day(row["bad_day"]), already)


def _of_lines(placeholder: str) -> str:
    return query("observations_of_lines").format(observations=query("observations"), line_ids=placeholder)


def _by_line(rows: Sequence[Row]) -> dict[str, list[Observation]]:
    by_line = groupby(rows, key=itemgetter("line_id"))
    return {line_id: [_observation(row) for row in of_line] for line_id, of_line in by_line}


def _stated(row: Row) -> StatedLine:
    state = None if row["packed"] is None else _unpacked(row["packed"])
    return StatedLine(row["id"], row["version"], row["state_version"], state)


def _unpacked(packed: bytes) -> FeatureState | None:
    try:
        return unpack(packed)
    except StateOutdated:
        return None


def _observation(row: Row) -> Observation:
    return Observation(
        kind=Kind(row["kind"]),
        on=day_of(row["day"]),
        amount_minor=row["amount_minor"],
        part_minor=row["part_minor"],
        payer=row["payer"] and Payer(row["payer"]),
        in_full=bool(row["in_full"]),
        days_early=row["days_early"],
        drawn_minor=row["drawn_minor"],
        limit_minor=row["limit_minor"],
        overdue_since=_optional_day(row["overdue_since_day"]),
        until=_optional_day(row["until_day"]),
    )


def _optional_day(number: int | None) -> date | None:
    return None if number is None else day_of(number)
