"""Whether the book holds: a healthy one passes, and each way to corrupt one is found and named."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from bookkeeping import as_stored, check, close_book, write_book
from corruptions import (
    CORRUPTIONS,
    DROP_CONSTRAINTS,
    KEEP_A_COPY,
    MANY_ENTRIES_OF_NO_EVENT,
    RESTORE_THE_COPY,
)
from funded_book import FUNDING_CORRUPTIONS
from healthy_book import healthy

from building import FIRST_DAY, Story, on_day
from creditline.lines.event import EventKind
from creditline.lines.outcome import Outcome
from creditline.store.checks import EXAMPLES
from creditline.store.database import Database
from creditline.store.lines import read_events_after


@pytest.fixture(scope="module")
def book(template_url: str, module_copies: Callable[[str], str]) -> str:
    """A healthy book, and no constraint that would keep it so."""
    url = module_copies(template_url)
    write_book(url, healthy())
    close_book(url, until=FIRST_DAY + timedelta(days=12), now=on_day(400))
    return url


@pytest.fixture(scope="module")
def unguarded(book: str, module_copies: Callable[[str], str]) -> str:
    """The same book without any constraint that would keep it healthy, and a copy of every row."""
    url = module_copies(book)
    with psycopg.connect(url) as connection:
        connection.execute(DROP_CONSTRAINTS)
        connection.execute(KEEP_A_COPY)
    return url


@pytest.fixture
def corruptible(unguarded: str) -> Iterator[psycopg.Connection]:
    """A connection to the unguarded book, which is healthy again after the test."""
    with psycopg.connect(unguarded, autocommit=True) as connection:
        yield connection
        connection.execute(RESTORE_THE_COPY)


def test_a_hold_for_which_a_corrected_past_leaves_no_room_stands_and_says_so(database_url: str) -> None:
    story = Story(1_000)
    story.wait(3).hold(800)
    story.draw(500, day=1, forced=True)
    again = story.events[-1]
    assert (again.kind, again.replays, again.forced) == (EventKind.HOLD_PLACED, 2, True)
    write_book(database_url, [story])
    assert check(database_url).broken == ()


def test_a_healthy_book_passes(book: str) -> None:
    report = check(book)
    stories = healthy()
    assert report.broken == ()
    assert report.ok
    assert (report.lines, report.events) == (len(stories), sum(len(story.events) for story in stories))
    assert report.entries == sum(len(list(story.entries())) for story in stories)


def test_the_healthy_book_has_every_kind_of_event() -> None:
    events = [event for story in healthy() for event in story.events]
    assert {event.kind for event in events} == set(EventKind)
    assert {event.outcome for event in events} > {Outcome.ACCEPTED, Outcome.OVER_AVAILABLE, Outcome.LINE_EXPIRED}


def test_the_book_says_what_the_stories_told(book: str) -> None:
    async def stored(line_id: str) -> list[object]:
        async with Database(book) as database:
            return [as_stored(event) for event in await read_events_after(database, line_id, after=0, limit=1_000)]

    for story in healthy():
        assert asyncio.run(stored(story.id)) == [as_stored(event) for event in story.events]


def test_an_empty_book_passes(database_url: str) -> None:
    report = check(database_url)
    assert (report.ok, report.lines, report.events, report.entries) == (True, 0, 0, 0)


def test_every_invariant_is_a_sentence(book: str) -> None:
    for invariant in check(book).invariants:
        assert invariant.sentence[0].isupper(), invariant.name
        assert invariant.sentence.endswith("."), invariant.name
        assert "--" not in invariant.sentence, invariant.name


def test_a_report_is_what_a_machine_may_read(book: str) -> None:
    report = check(book).as_dict()
    assert (report["ok"], report["lines"], len(report["invariants"])) == (True, len(healthy()), len(INVARIANTS))
    assert set(report["invariants"][0]) == {"name", "sentence", "offenders", "examples"}


INVARIANTS = sorted({name for _, found in (CORRUPTIONS | FUNDING_CORRUPTIONS).values() for name in found})


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_is_found_and_named(name: str, unguarded: str, corruptible: psycopg.Connection) -> None:
    corruption, expected = CORRUPTIONS[name]
    assert corruptible.execute(corruption).rowcount > 0, "the corruption changed nothing"
    report = check(unguarded)
    assert {finding.name: list(finding.examples) for finding in report.broken} == expected
    assert not report.ok


def test_every_invariant_finds_something(book: str) -> None:
    assert [invariant.name for invariant in check(book).invariants] == INVARIANTS


def test_examples_are_capped_and_the_count_is_not(unguarded: str, corruptible: psycopg.Connection) -> None:
    corruptible.execute(MANY_ENTRIES_OF_NO_EVENT)
    found = {finding.name: finding for finding in check(unguarded).broken}["entries_belong_to_events"]
    assert (found.offenders, len(found.examples)) == (100, EXAMPLES)
    assert found.examples[0] == "evt_shop_100"
