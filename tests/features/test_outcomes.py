"""What became of a line after a day: the first day on which it had been unpaid for so long."""

from datetime import date, timedelta
from random import Random

import duckdb
from histories import FIRST, chances
from hypothesis import given, settings
from relations import CREATE, literal, rows
from repaying import life, lived

from creditline.features.observation import Observation
from creditline.features.state import day_number
from creditline.store.feature_sql import outcome_statement

PAST_DUE, LAST = 30, FIRST + timedelta(days=400)


@settings(max_examples=25)
@given(chance=chances)
def test_the_outcome_is_the_first_later_day_that_begins_so_many_days_past_due(chance: Random) -> None:
    past = lived(life(chance), LAST)
    asked = [FIRST + timedelta(days=day) for day in range(0, 400, 7)]
    assert _by_sql(past, asked) == {on: _by_walking(past, on) for on in asked}


def _by_walking(past: list[Observation], at: date) -> tuple[date | None, bool]:
    days = [at + timedelta(days=day) for day in range(1, (LAST - at).days + 1)]
    since = next((seen.overdue_since for seen in reversed(past) if seen.on <= at), None)
    if since is not None and (at - since).days >= PAST_DUE:
        return None, True
    return next((on for on in days if _past_due_at_dawn(past, on) >= PAST_DUE), None), False


def _past_due_at_dawn(past: list[Observation], on: date) -> int:
    since = next((seen.overdue_since for seen in reversed(past) if seen.on < on), None)
    return (on - since).days if since else 0


def _by_sql(past: list[Observation], asked: list[date]) -> dict[date, tuple[date | None, bool]]:
    days = [("line", day_number(on)) for on in asked]
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(CREATE)
        connection.execute("CREATE TABLE asked (line_id text, day integer)")
        for table, values in (("seen", rows("line", past)), ("asked", days)):
            connection.execute(f"INSERT INTO {table} VALUES {', '.join(map(literal, values))}")
        statement = outcome_statement(observation="seen", asked="asked", past_due_days=PAST_DUE, today=day_number(LAST))
        found = connection.execute(statement).fetchall()
    epoch = date(1970, 1, 1)
    return {
        epoch + timedelta(days=at): (None if already else bad and epoch + timedelta(days=bad), bool(already))
        for _, at, bad, already in found
    }
