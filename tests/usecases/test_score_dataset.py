"""From the ledger to a card in use: data to train on, a card made of it, every line scored, the card watched."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest
from bookkeeping import with_writer

from creditline.features.catalogue import CATALOGUE
from creditline.scoring.card import Calibration, Card, NumberFeature, Origin, Risk
from creditline.scoring.folder import card_text
from creditline.simulation.strain import strained
from creditline.store.database import Database
from creditline.store.features import read_features, read_outcomes
from creditline.store.products import product_in_force
from creditline.store.scorecards import Role
from creditline.training.spec import read_spec
from creditline.usecases.judge_card import judge_card
from creditline.usecases.monitor_card import monitor_card
from creditline.usecases.register_card import activate_card, register_card
from creditline.usecases.score_book import CardOfOtherData, NoCardInUse, score_book
from creditline.usecases.score_dataset import PAST_DUE_DAYS, NoOutcomes, write_dataset
from creditline.usecases.submit_lines import submit_in_order
from creditline.usecases.writer import Writer

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WITHIN = 180


def run(url: str, work: Callable[[Database], Awaitable[Any]]) -> Any:
    async def opened() -> Any:
        async with Database(url) as database:
            return await work(database)

    return asyncio.run(opened())


@pytest.fixture(scope="module")
def book(template_url: str, module_copies: Callable[[str], str]) -> str:
    """Thirty lines with statements, some of them lost."""
    url = module_copies(template_url)

    async def write(_: Database, writer: Writer) -> None:
        lines = strained(1, 30, NOW, product_in_force("consumer-revolving", NOW.date()))
        await asyncio.gather(*(submit_in_order(writer, commands) for commands in lines))

    with_writer(url, write)
    return url


def test_the_data_has_features_as_known_then_and_what_became_of_the_line(
    book: str, copies: Callable[[str], str], tmp_path: Path
) -> None:
    url, out, spec = copies(book), tmp_path / "history.parquet", tmp_path / "features.toml"
    written = run(url, lambda database: write_dataset(database, out, now=NOW, spec=spec, within_days=WITHIN))
    table = pl.read_parquet(out)
    scored = [feature.name for feature in CATALOGUE if feature.scored]
    assert table.columns == ["line_id", "observed_on", *scored, "bad"]
    assert (written.rows, written.bad) == (table.height, table["bad"].sum())
    assert 0 < written.bad < written.rows // 4
    assert written.last <= (NOW - timedelta(days=WITHIN)).date()
    _expect_as_read(url, table.sample(12, seed=1).to_dicts())
    assert [feature.name for feature in read_spec(spec).features] == scored
    with psycopg.connect(url) as connection:
        kept = connection.execute("SELECT count(*), count(*) FILTER (WHERE bad) FROM label").fetchone()
    assert kept == (written.rows, written.bad)


def _expect_as_read(url: str, rows: list[dict[str, Any]]) -> None:
    asked = [(row["line_id"], date.fromisoformat(row["observed_on"])) for row in rows]
    known = run(url, lambda database: read_features(database, asked))
    became = run(url, lambda database: read_outcomes(database, asked, past_due_days=PAST_DUE_DAYS, today=NOW.date()))
    for row, key in zip(rows, asked, strict=True):
        bad_on = became[key].bad_on
        assert row["bad"] == int(bad_on is not None and bad_on <= key[1] + timedelta(days=WITHIN))
        assert {name: row[name] for name in known[key] if name in row} == {
            feature.name: known[key][feature.name] for feature in CATALOGUE if feature.scored
        }


def test_a_book_without_enough_history_has_nothing_to_learn_from(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(NoOutcomes):
        run(database_url, lambda database: write_dataset(database, tmp_path / "none.parquet", now=NOW))


def _card(*names: str) -> str:
    features = tuple(
        NumberFeature(
            name=name,
            en=f"{name}: {{value}}",
            zh=f"{name}:{{value}}",
            risk=Risk.RISES,
            moved_by_repayment=True,
            cuts=(3_000,),
            points=(60, 0),
            missing=0,
        )
        for name in names
    )
    return card_text(
        Card(
            origin=Origin(title="by hand"),
            base=500,
            points_to_double=20,
            features=features,
            calibration=Calibration(scores=(500, 560), pd_ppm=(200_000, 20_000)),
        )
    )


def _activate(url: str, content: str) -> str:
    async def act(database: Database) -> str:
        card, _ = await register_card(database, content, judge=judge_card, by="Ana", now=NOW)
        await activate_card(
            database,
            card.id,
            role=Role.CHAMPION,
            from_at=None,
            by="Ana",
            second="Bo",
            assessment="pia-7",
            now=NOW,
        )
        return card.id

    return str(run(url, act))


def test_every_line_is_scored_once_by_the_card_in_use_and_the_card_can_be_watched(
    book: str, copies: Callable[[str], str]
) -> None:
    url = copies(book)
    with pytest.raises(NoCardInUse):
        run(url, lambda database: score_book(database, now=NOW))
    card = _activate(url, _card("utilisation"))
    for _ in range(2):
        assert run(url, lambda database: score_book(database, now=NOW)).lines == 30
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT points, (feature_values ->> 'utilisation')::int FROM score").fetchall()
    assert len(rows) == 30
    assert {points == (560 if used < 3_000 else 500) for points, used in rows} == {True}
    found = run(url, lambda database: monitor_card(database, now=NOW))
    assert (found.card_id, found.alerts) == (card, ())


def test_a_card_of_other_data_cannot_score_the_book_and_says_what_it_lacks(
    book: str, copies: Callable[[str], str]
) -> None:
    url = copies(book)
    _activate(url, _card("utilisation", "bill_amount_of_september"))
    with pytest.raises(CardOfOtherData, match="bill_amount_of_september"):
        run(url, lambda database: score_book(database, now=NOW))
