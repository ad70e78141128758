"""A sandbox's own scorecard: trained on its made-up lines, and deciding about them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bookkeeping import with_writer

from creditline.features.catalogue import CATALOGUE
from creditline.scoring.folder import card_of
from creditline.scoring.proof import prove
from creditline.simulation.strain import strained
from creditline.store.database import Database
from creditline.store.decision_files import read_decisions
from creditline.store.products import product_in_force
from creditline.store.scorecards import Role, active_cards
from creditline.usecases import seed_scorecard as seeding
from creditline.usecases.register_card import known_card
from creditline.usecases.seed_decisions import seed_decisions
from creditline.usecases.seed_scorecard import seed_scorecard
from creditline.usecases.submit_lines import submit_in_order
from creditline.usecases.writer import Writer

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LINES = 60


def run(url: str, work: Callable[[Database], Awaitable[Any]]) -> Any:
    async def opened() -> Any:
        async with Database(url) as database:
            return await work(database)

    return asyncio.run(opened())


@pytest.fixture(scope="module")
def book(template_url: str, module_copies: Callable[[str], str]) -> str:
    """Lines with statements, some of them lost."""
    url = module_copies(template_url)

    async def write(_: Database, writer: Writer) -> None:
        lines = strained(1, LINES, NOW, product_in_force("consumer-revolving", NOW.date()))
        await asyncio.gather(*(submit_in_order(writer, commands) for commands in lines))

    with_writer(url, write)
    return url


@pytest.fixture(scope="module")
def scored(book: str, module_copies: Callable[[str], str]) -> tuple[str, str]:
    """A sandbox with its card, by which the strategy decided every line; its address and the card's id."""
    url = module_copies(book)
    made = run(url, lambda database: seed_scorecard(database, now=NOW))
    assert made.rows > LINES
    with_writer(url, lambda database, writer: seed_decisions(database, writer, now=NOW, card_id=made.id))
    return url, made.id


def test_the_card_is_champion_proven_and_made_of_the_catalogues_features(scored: tuple[str, str]) -> None:
    url, card_id = scored
    card = card_of(run(url, lambda database: known_card(database, card_id)).content)
    assert prove(card).holds
    assert {feature.name for feature in card.features} <= {feature.name for feature in CATALOGUE if feature.scored}
    assert run(url, lambda database: active_cards(database, NOW)) == {card_id: Role.CHAMPION}


def test_each_line_is_decided_by_its_own_score_and_some_are_told_what_cost_them_points(
    scored: tuple[str, str],
) -> None:
    url, card_id = scored

    async def newest(database: Database) -> list[Any]:
        names = [f"line_strain_{number:04d}" for number in range(1, LINES + 1)]
        return [(await read_decisions(database, name, before=None, limit=1))[0] for name in names]

    decisions = run(url, newest)
    assert {made.scored.card_id for made in decisions} == {card_id}
    assert len({made.scored.points for made in decisions}) > LINES // 2
    reasons = [reason for made in decisions for reason in made.reasons if reason.code.startswith("SCORE_")]
    assert reasons
    assert all("{value}" not in reason.zh for reason in reasons)


def test_the_same_lines_give_the_same_card_and_nothing_is_trained_twice(
    book: str, scored: tuple[str, str], copies: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, card_id = scored
    again = run(copies(book), lambda database: seed_scorecard(database, now=NOW))
    assert again.id == card_id
    monkeypatch.setattr(seeding, "_train", None)
    assert run(url, lambda database: seed_scorecard(database, now=NOW)).id == card_id


def test_without_the_libraries_of_training_there_is_no_card_and_a_sentence_why(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeding, "find_spec", lambda _: None)
    made = run(database_url, lambda database: seed_scorecard(database, now=NOW))
    assert made.id is None
    assert made.why == "training needs interpret, numpy, polars: pip install 'creditline[train]'"


def test_without_outcomes_there_is_no_card_and_a_sentence_why(database_url: str) -> None:
    made = run(database_url, lambda database: seed_scorecard(database, now=NOW))
    assert made.id is None
    assert made.why.startswith("No line has 180 days of history")
