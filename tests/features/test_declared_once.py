"""One declaration, two computations: the state of one line and the SQL over many give the same integers."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import duckdb
import psycopg
from histories import FIRST, chances, history
from hypothesis import given, settings
from psycopg.rows import dict_row
from relations import COLUMNS, CREATE, literal, rows

from creditline.features.observation import Observation
from creditline.features.observe import observe, replayed
from creditline.features.read import read
from creditline.features.state import FeatureState, day_number, unpack
from creditline.store.feature_sql import Dialect, feature_statement

Book = dict[str, list[Observation]]
Read = dict[tuple[str, int], dict[str, int | None]]


@settings(max_examples=15)
@given(chance=chances)
def test_state_and_duckdb_agree_on_every_feature_of_every_day_asked(chance: Random) -> None:
    book = _book(chance, lines=30)
    asked = _asked(book, chance)
    assert _by_duckdb(book, asked) == _by_state(book, asked)


@settings(max_examples=15)
@given(chance=chances)
def test_state_and_postgresql_agree_on_every_feature_of_every_day_asked(chance: Random, server_url: str) -> None:
    book = _book(chance, lines=20)
    asked = _asked(book, chance)
    assert _by_postgresql(server_url, book, asked) == _by_state(book, asked)


@given(chance=chances)
def test_a_state_is_the_same_after_packing_at_any_point(chance: Random) -> None:
    straight = interrupted = FeatureState()
    for seen in history(chance):
        straight = observe(straight, seen)
        interrupted = observe(unpack(interrupted.pack()), seen)
    assert interrupted.pack() == straight.pack()


def _book(chance: Random, lines: int) -> Book:
    return {f"line_{number}": history(chance) for number in range(lines)}


def _asked(book: Book, chance: Random) -> list[tuple[str, date]]:
    """For each line the day of its last observation and some later ones, and days in its midst."""
    asked = set()
    for line_id, past in book.items():
        days = [past[-1].on if past else FIRST, *(seen.on for seen in chance.sample(past, min(3, len(past))))]
        asked |= {(line_id, on + timedelta(days=chance.choice((0, 1, 29, 30, 89, 90, 364, 365)))) for on in days}
    return sorted(asked)


def _by_state(book: Book, asked: Iterable[tuple[str, date]]) -> Read:
    known = {}
    for line_id, on in asked:
        past = [seen for seen in book[line_id] if seen.on <= on]
        if past:
            known[line_id, day_number(on)] = read(replayed(past), on)
    return known


def _by_duckdb(book: Book, asked: list[tuple[str, date]]) -> Read:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(CREATE)
        connection.execute("CREATE TABLE asked (line_id text, day integer)")
        for table, values in (("seen", _seen(book)), ("asked", _days(asked))):
            if values:
                connection.execute(f"INSERT INTO {table} VALUES {', '.join(map(literal, values))}")
        found = connection.execute(feature_statement(Dialect.DUCKDB, observation="seen", asked="asked"))
        names = [column[0] for column in found.description or ()]
        return _keyed(dict(zip(names, row, strict=True)) for row in found.fetchall())


def _by_postgresql(url: str, book: Book, asked: list[tuple[str, date]]) -> Read:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute(CREATE)
        with connection.cursor().copy(f"COPY seen ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in _seen(book):
                copy.write_row(row)
        connection.execute("CREATE TEMP TABLE asked (line_id text, day integer)")
        with connection.cursor().copy("COPY asked FROM STDIN") as copy:
            for row in _days(asked):
                copy.write_row(row)
        found = connection.execute(feature_statement(Dialect.POSTGRESQL, observation="seen", asked="asked"))
        answer = _keyed(found.fetchall())
        connection.rollback()
        return answer


def _seen(book: Book) -> list[tuple[object, ...]]:
    return [row for line_id, past in book.items() for row in rows(line_id, past)]


def _days(asked: list[tuple[str, date]]) -> list[tuple[object, ...]]:
    return [(line_id, day_number(on)) for line_id, on in asked]


def _keyed(found: Iterable[dict[str, object]]) -> Read:
    return {(str(row.pop("line_id")), int(str(row.pop("at_day")))): row for row in found}  # type: ignore[misc]
