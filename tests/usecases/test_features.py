"""Features on a real book: what is observed of events is the same in SQL, and states kept are what a rebuild gives."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from itertools import groupby
from random import Random
from typing import Any

import psycopg
import pytest
from bookkeeping import with_writer, write_book
from healthy_book import healthy, offered

from building import FIRST_DAY, Story, make_fact
from creditline.dates.business_date import business_date
from creditline.features.from_event import observed_of, rewinds, taken
from creditline.features.observe import HistoryRewound, observe, replayed
from creditline.features.read import read
from creditline.features.state import FeatureState
from creditline.lines.attested_fact import AttestedFact, FactKind
from creditline.lines.commands import Repay
from creditline.lines.event import Event
from creditline.lines.payer import PaidFrom, Payer
from creditline.store.database import Database
from creditline.store.features import load_states, read_features, save_states
from creditline.store.groups import connect
from creditline.usecases.feature_values import FeatureValues
from creditline.usecases.rebuild_features import check_features, rebuild_features

LATER = FIRST_DAY + timedelta(days=900)


def run(url: str, work: Callable[[Database], Awaitable[Any]]) -> Any:
    async def opened() -> Any:
        async with Database(url) as database:
            return await work(database)

    return asyncio.run(opened())


def random_story(number: int) -> Story:
    """Draws, holds, repayments by anybody, limits, returns, reversals and facts, days apart; half of the lines are due.

    Some of what is paid counts from an earlier day, and so do most facts.
    """
    chance = Random(number)  # noqa: S311 - a story, not a secret
    terms = offered("consumer-revolving") if number % 2 else {}
    story = Story(chance.choice((None, 10_000)), line_id=f"line_random_{number}", zone="Asia/Shanghai", **terms)
    paid, drawn = [], []
    for _ in range(chance.randrange(25)):
        story.wait(chance.choice((0, 0, 1, 7, 31)))
        deed = chance.randrange(10)
        if deed == 0:
            story.change_limit(chance.choice((None, 0, 8_000, 20_000)))
        elif deed == 1 and drawn:
            story.reverse(drawn.pop(chance.randrange(len(drawn))))
        elif deed == 2 and paid:
            story.bounce(paid.pop(chance.randrange(len(paid))))
        elif deed == 3:
            story.capture(story.hold(chance.randrange(1, 3_000)))
        elif deed == 4:
            story.refund(chance.randrange(1, 500))
        elif deed <= 6:
            day = max(0, story.day - chance.choice((0, 0, 3, 40)))
            paid.append(pay(story, chance.randrange(1, 6_000), chance.choice(list(Payer)), day=day))
        elif deed == 7:
            drawn.append(story.draw(chance.randrange(1, 6_000)))
        else:
            story.attest(*(random_fact(chance, story.on) for _ in range(chance.randrange(1, 4))))
    story.wait(chance.choice((0, 45))).look()
    return story


def random_fact(chance: Random, today: date) -> AttestedFact:
    """A fact of today or of an earlier day, taken back now and then; often of a day that has one already."""
    kind = chance.choice(list(FactKind))
    on = today - timedelta(days=chance.choice((0, 0, 1, 9, 70, 300)))
    on = on.replace(day=1) - timedelta(days=1) if kind is FactKind.REVENUE else on
    amount = chance.choice((None, 0, 7_000, 90_000))
    part = (amount or 0) // 3 if kind is FactKind.REVENUE else 0
    until = chance.choice((None, on + timedelta(days=40)))
    return make_fact(kind, amount, on, part_minor=part, until=until)


def pay(story: Story, amount: int, payer: Payer, *, day: int | None = None) -> Any:
    command = Repay(**story._amount(amount, day), paid_from=PaidFrom(payer, "acct-1"))
    return story.ask(command)


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [*healthy(), *map(random_story, range(40))]


@pytest.fixture(scope="module")
def book(template_url: str, module_copies: Callable[[str], str], stories: list[Story]) -> str:
    url = module_copies(template_url)
    write_book(url, stories)
    return url


def test_the_events_and_the_sql_are_observed_alike(book: str, stories: list[Story]) -> None:
    days = [timedelta(days=days) for days in (0, 20, 150)]
    asked = sorted({(story.id, on + later) for story in stories for on in (story.on, LATER) for later in days})
    by_sql = run(book, lambda database: read_features(database, asked))
    known = {story.id: replayed(observed_of(story.events)) for story in stories}
    by_events = {(name, on): read(known[name], on) for name, on in asked}
    for key in asked:
        assert by_sql[key] == by_events[key], key


def test_a_value_of_the_past_does_not_know_what_was_reversed_later(book: str, stories: list[Story]) -> None:
    asked = {(story.id, event_day(event)): story for story in stories for event in story.events[3::4]}
    by_sql = run(book, lambda database: read_features(database, sorted(asked)))
    for (name, on), story in asked.items():
        assert by_sql[name, on] == known_by(story, on), (name, on)


def known_by(story: Story, on: date) -> dict[str, int | None]:
    """What the line's features were on a day: of what counted by then, and was booked by then where history changed."""
    rewound = {event.booked_at: event.version for event in reversed(story.events) if rewinds(event)}
    known = []
    for event in story.events:
        changed = event.accepted and rewound.get(event.booked_at, event.version + 1) <= event.version
        booked_on = business_date(event.booked_at, event.after.terms.zone)
        if event_day(event) <= on and (booked_on <= on or not changed):
            known.append(event)
    return read(replayed(observed_of(known)), on)


def event_day(event: Event) -> date:
    return business_date(event.effective_at, event.after.terms.zone)


def test_taking_commands_one_by_one_is_the_same_as_replaying_all_of_them() -> None:
    rebuilt = 0
    for number in range(40):
        state, past = FeatureState(), []
        for _, followed in groupby(random_story(number).events, key=lambda event: event.booked_at):
            events = list(followed)
            past += events
            after = taken(state, events)
            rebuilt += after is None
            state = replayed(observed_of(past)) if after is None else after
        assert state.pack() == replayed(observed_of(past)).pack()
    assert rebuilt > 20


def test_a_group_that_attests_facts_knows_them_at_once_whatever_day_they_count_from() -> None:
    dropped, known = 0, 0
    for number in range(40):
        past: list[Event] = []
        for _, followed in groupby(random_story(number).events, key=lambda event: event.booked_at):
            before, events = observed_of(past), list(followed)
            past += events
            values = FeatureValues({events[0].line_id: (0, replayed(before))}, {events[0].line_id: before})
            for event in events:
                values.see(event)
            found = values.states.get(events[0].line_id)
            assert (found is None) == any(map(rewinds, events))
            if found is None:
                dropped += 1
            else:
                known += 1
                assert found[1].pack() == replayed(observed_of(past)).pack()
    assert min(dropped, known) > 20


def test_a_returned_repayment_is_a_return_and_no_repayment() -> None:
    story = Story(10_000)
    story.draw(4_000)
    bounced = story.wait(1).repay(4_000)
    story.wait(1).bounce(bounced)
    known = read(replayed(observed_of(story.events)), story.on)
    assert (known["returned_count_365d"], known["repaid_365d"], known["utilisation"]) == (1, 0, 4_000)
    assert known["months_since_cleared"] == 0


def test_a_burst_of_own_repayments_moves_no_scored_feature_that_one_repayment_would_not() -> None:
    once, often = Story(60_000), Story(60_000)
    for story, parts in ((once, 1), (often, 12)):
        story.draw(60_000)
        story.wait(20)
        for _ in range(parts):
            pay(story, 60_000 // parts, Payer.OWN)
    known = [read(replayed(observed_of(story.events)), once.on) for story in (once, often)]
    assert [values.pop("repayment_count_7d") for values in known] == [1, 12]
    assert known[0] == known[1]


def test_a_rebuild_writes_each_state_and_the_check_finds_them_equal(
    book: str, stories: list[Story], copies: Callable[[str], str]
) -> None:
    url = copies(book)
    rebuilt = run(url, rebuild_features)
    assert rebuilt.lines == len(stories)
    checked = run(url, check_features)
    assert (checked.lines, checked.differing) == (len(stories), ())
    assert run(url, lambda database: check_features(database, sample=5)).lines == 5


def test_the_check_names_a_state_that_was_changed_and_leaves_out_those_that_will_be_rebuilt_anyway(
    book: str, copies: Callable[[str], str]
) -> None:
    url = copies(book)
    run(url, rebuild_features)
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE feature_state SET packed = (SELECT packed FROM feature_state WHERE line_id = 'line_hotel') "
            "WHERE line_id = 'line_shop'"
        )
        connection.execute("UPDATE feature_state SET version = version - 1 WHERE line_id = 'line_random_3'")
        connection.execute("UPDATE feature_state SET packed = '\\x00' WHERE line_id = 'line_random_4'")
    found = run(url, check_features)
    assert (found.differing, found.stale) == (("line_shop",), 2)
    for line_id in ("line_random_3", "line_random_4", "line_shop"):
        run(url, lambda database, line_id=line_id: rebuild_features(database, line_id=line_id))
    found = run(url, check_features)
    assert (found.differing, found.stale) == ((), 0)


def test_states_of_many_lines_are_loaded_and_saved_at_once(book: str, copies: Callable[[str], str]) -> None:
    url = copies(book)

    async def there_and_back(database: Database) -> Any:
        connection = await connect(database)
        states = {f"line_random_{number}": (number + 1, FeatureState(seen=number)) for number in range(40)}
        await save_states(connection, states)
        await save_states(connection, {"line_random_7": (9, FeatureState(seen=99))})
        found = await load_states(connection, [*states, "line_nowhere"])
        await connection.close()
        return states | {"line_random_7": (9, FeatureState(seen=99))}, found

    saved, found = run(url, there_and_back)
    assert saved == found


def test_attested_facts_are_known_until_they_end_and_stay_known_as_they_were(database_url: str) -> None:
    story, day = Story(1_000, line_id="line_shop"), timedelta(days=1)
    story.attest(make_fact(FactKind.INCOME, 10_000, FIRST_DAY, until=FIRST_DAY + 100 * day))
    story.attest(make_fact(FactKind.EXTERNAL_DEBT, 6_000, FIRST_DAY))
    story.wait(50).attest(make_fact(FactKind.EXTERNAL_DEBT, None, FIRST_DAY))
    write_book(database_url, [story])
    run(database_url, rebuild_features)
    assert run(database_url, check_features).differing == ()
    known = [
        _known(database_url, FIRST_DAY + days * day, "external_debt", "income_verified_days") for days in (49, 50, 101)
    ]
    assert known == [[6_000, 49], [None, 50], [None, None]]


def test_a_months_revenue_is_replaced_by_what_is_said_of_it_later_and_gone_when_it_is_taken_back() -> None:
    story = Story(1_000)
    story.wait(70)
    january, february = date(2026, 1, 31), date(2026, 2, 28)
    story.attest(*(make_fact(FactKind.REVENUE, 12_000, on, part_minor=6_000) for on in (january, february)))
    story.attest(make_fact(FactKind.REVENUE, 24_000, february))
    assert known_now(story)["revenue_mean"] == 36_000 // 12
    assert known_now(story)["customer_concentration_365d"] == 6_000 * 10_000 // 36_000
    story.attest(*(make_fact(FactKind.REVENUE, None, on) for on in (january, february)))
    assert known_now(story)["revenue_mean"] is None


def known_now(story: Story) -> dict[str, int | None]:
    return read(replayed(observed_of(story.events)), story.on)


def _known(url: str, on: date, *names: str) -> list[int | None]:
    found = run(url, lambda database: read_features(database, [("line_shop", on)]))
    return [found["line_shop", on][name] for name in names]


def test_what_counts_from_an_earlier_day_is_refused_and_asks_for_a_rebuild() -> None:
    story = Story(1_000)
    story.wait(3).draw(10)
    first, second = observed_of(story.events)
    with pytest.raises(HistoryRewound):
        observe(observe(FeatureState(), second), first)
    with pytest.raises(HistoryRewound):
        read(replayed([second]), first.on)


def test_who_paid_is_kept_beside_the_repayment(database_url: str) -> None:
    story = Story(1_000, line_id="line_paid")
    story.draw(500)
    pay(story, 100, Payer.THIRD_PARTY)
    story.repay(100)

    async def work(_database: Database, writer: Any) -> None:
        for command in story.told:
            await writer.submit(command)

    with_writer(database_url, work)
    with psycopg.connect(database_url) as connection:
        kept = connection.execute("SELECT line_id, version, payer, account FROM payer").fetchall()
    assert kept == [("line_paid", 3, "third_party", "acct-1")]
