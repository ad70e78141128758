"""Bounds and funding under the writer: a group equals its commands one by one, and caps hold for several writers."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

import psycopg
import pytest
from asking import command_of
from bookkeeping import accepted, at_once, check, in_threads, one_by_one, with_writer
from funded_book import AGREEMENT, OWN, PARTNER
from hypothesis import given, settings
from hypothesis import strategies as st

from building import MORNING, make_draw, make_opening, make_stamp, new_key
from creditline.customers.customer import Customer, Kind
from creditline.lines.commands import Command
from creditline.store.database import Database
from creditline.usecases.bound_customer import give_line
from creditline.usecases.bound_line import choose_limit, put_under_agreement
from creditline.usecases.register_customer import register_customer
from creditline.usecases.share_funding import add_participant, agree
from creditline.usecases.writer import Writer

LINES = ("line_one", "line_two", "line_three")
CUSTOMER = Customer(id="cus_one", name="One", kind=Kind.BUSINESS, currency="CNY", limit_minor=1_500)
VERBS = ("draw", "repay", "hold", "capture", "void", "reverse", "limit", "force", "refund", "freeze", "unfreeze")
_RUNS = count(1)


async def bound_book(database: Database, writer: Writer) -> None:
    """Three lines of 1,000 of one customer that may owe 1,500; two are jointly funded, one has a chosen limit."""
    await register_customer(database, make_stamp(key=new_key()), CUSTOMER)
    for participant in (OWN, PARTNER):
        await add_participant(database, make_stamp(key=new_key()), participant)
    await agree(database, make_stamp(key=new_key()), AGREEMENT)
    for line_id in LINES:
        await writer.submit(make_opening(line_id))
        await give_line(database, make_stamp(key=new_key()), CUSTOMER.id, line_id)
    for line_id in LINES[:2]:
        await put_under_agreement(database, make_stamp(key=new_key()), line_id, AGREEMENT.id)
    await choose_limit(database, make_stamp(key=new_key()), LINES[1], 700, "CNY")


@pytest.fixture(scope="module")
def template(template_url: str, module_copies: Callable[[str], str]) -> str:
    url = module_copies(template_url)
    with_writer(url, bound_book)
    return url


ASKED = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from(LINES), st.integers(1, 1_200), st.integers(1, 12)), max_size=30
)


def state(url: str) -> list[list[tuple[Any, ...]]]:
    tables = {
        "event": "line_id, version",
        "funding_position": "line_id, participant_id",
        "participant": "id",
    }
    with psycopg.connect(url) as connection:
        rows = [
            connection.execute(f"SELECT * FROM {name} ORDER BY {order}").fetchall() for name, order in tables.items()
        ]
        legs = connection.execute(
            "SELECT line_id, version, participant_id, flow, amount_minor, exposure_minor FROM funding_leg "
            "ORDER BY line_id, version, participant_id"
        ).fetchall()
    return [*rows, legs]


@settings(max_examples=8)
@given(asked=ASKED)
def test_a_group_on_bounded_and_funded_lines_equals_its_commands_one_by_one(
    template: str, module_copies: Callable[[str], str], asked: list[tuple[str, str, int, int]]
) -> None:
    run = next(_RUNS)
    commands: list[Command] = [
        command_of(verb, line, make_stamp(MORNING, key=f"{run}-{number}"), amount, version)
        for number, (verb, line, amount, version) in enumerate(asked)
    ]
    together, apart = module_copies(template), module_copies(template)
    with_writer(together, lambda _, writer: at_once(writer, commands), lanes=1)
    with_writer(apart, lambda _, writer: one_by_one(writer, commands), lanes=1)
    assert state(together) == state(apart)
    assert check(together).broken == ()


def test_a_cap_over_a_customers_lines_holds_for_writers_in_several_threads(
    template: str, copies: Callable[[str], str]
) -> None:
    """Four writers, each on all three lines, draw 100 twenty times each: 15 are approved, whoever was first."""
    url = copies(template)

    def draw(number: int) -> int:
        async def work(_: Database, writer: Writer) -> int:
            draws = [make_draw(LINES[(number + turn) % 3], 100) for turn in range(20)]
            return accepted(await at_once(writer, draws))

        return with_writer(url, work)

    assert sum(in_threads(draw, 4)) == 15
    with psycopg.connect(url) as connection:
        owed = connection.execute("SELECT sum(principal_minor) FROM line").fetchone()
    assert owed == (1_500,)
    assert check(url).broken == ()


def test_a_partners_cap_holds_for_writers_in_several_threads(template: str, copies: Callable[[str], str]) -> None:
    """The customer unbounded, the partner capped at 350: four writers draw all they can, and it is never passed."""
    url = copies(template)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE customer SET limit_minor = NULL")
        connection.execute("UPDATE participant SET cap_minor = 350 WHERE id = 'par_partner'")

    def draw(number: int) -> None:
        async def work(_: Database, writer: Writer) -> None:
            await at_once(writer, [make_draw(LINES[(number + turn) % 2], 37) for turn in range(30)])

        with_writer(url, work)

    in_threads(draw, 4)
    with psycopg.connect(url) as connection:
        legs = connection.execute(
            "SELECT max(exposure_minor), bool_and(cap_minor = 350) FROM funding_leg "
            "WHERE participant_id = 'par_partner'"
        ).fetchone()
    assert legs == (350, True)
    assert check(url).broken == ()


def test_bounds_set_while_lines_move_never_let_a_draw_pass_both(template: str, copies: Callable[[str], str]) -> None:
    """A choice of 0 is made while draws come in: what was drawn before it stands, and nothing after it is approved."""
    url = copies(template)

    async def work(database: Database, writer: Writer) -> None:
        draws = [make_draw(LINES[2], 1) for _ in range(200)]
        choose = choose_limit(database, make_stamp(key=new_key()), LINES[2], 0, "CNY")
        await asyncio.gather(choose, *(writer.submit(draw) for draw in draws))
        after = await writer.submit(make_draw(LINES[2], 1))
        assert not after.event.accepted

    with_writer(url, work)
    assert check(url).broken == ()


def test_a_line_that_nothing_bounds_is_not_looked_up(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: Any, **__: Any) -> None:
        pytest.fail("something was read for a line that nothing bounds")

    monkeypatch.setattr("creditline.store.groups.load_constraints", never)

    async def work(_: Database, writer: Writer) -> int:
        await writer.submit(make_opening("line_plain"))
        return accepted(await at_once(writer, [make_draw("line_plain", 100) for _ in range(20)]))

    assert with_writer(database_url, work) == 10
