"""One card in Python, in SQL and in Polars: the same points and probabilities, to the bit."""

import duckdb
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from some_cards import CARD, VALUES, borrowers, cards

from creditline.scoring.card import Card, NumberFeature, Value
from creditline.scoring.score import score
from creditline.scoring.sql import by_feature_sql, pd_sql, points_sql
from creditline.training.batch_card import by_feature, pd_ppm_of, points_of


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_python_sql_and_polars_agree_to_the_bit(data: st.DataObject) -> None:
    card = data.draw(cards())
    people = data.draw(st.lists(borrowers(card), min_size=1, max_size=12))
    expected = [score(card, person) for person in people]
    told = [(found.points, found.pd_ppm, *found.by_feature.values()) for found in expected]
    assert _by_sql(card, people) == told
    assert _by_polars(card, people) == told


def test_names_are_quoted_as_the_dialect_wants() -> None:
    assert '"utilisation" < 5000' in points_sql(CARD)
    assert "`utilisation` < 5000" in points_sql(CARD, quote="`")
    assert '"' not in points_sql(CARD, quote="`")


def test_a_small_card_is_scored_in_sql_as_by_hand() -> None:
    assert _by_sql(CARD, [VALUES])[0][0] == 526


def _table(card: Card, people: list[dict[str, Value]]) -> pl.DataFrame:
    kinds = {part.name: pl.Int64 if isinstance(part, NumberFeature) else pl.String for part in card.features}
    return pl.DataFrame(people, schema=kinds)


def _by_sql(card: Card, people: list[dict[str, Value]]) -> list[tuple[int, ...]]:
    columns = ", ".join(
        f'"{part.name}" {"BIGINT" if isinstance(part, NumberFeature) else "VARCHAR"}' for part in card.features
    )
    parts = ", ".join(f'({expression}) AS "{name}"' for name, expression in by_feature_sql(card).items())
    with duckdb.connect() as book:
        book.execute(f"CREATE TABLE people ({columns})")
        marks = ", ".join("?" for _ in card.features)
        book.executemany(f"INSERT INTO people VALUES ({marks})", [list(person.values()) for person in people])
        inner = f"SELECT {points_sql(card)} AS points, {parts} FROM people"
        return book.execute(f"SELECT points, {pd_sql(card, 'points')}, * EXCLUDE (points) FROM ({inner})").fetchall()


def _by_polars(card: Card, people: list[dict[str, Value]]) -> list[tuple[int, ...]]:
    found = _table(card, people).select(points_of(card), pd_ppm_of(card, points_of(card)), *by_feature(card).values())
    return found.rows()
