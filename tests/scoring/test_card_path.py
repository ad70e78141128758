"""Paths: the cheapest of all combinations, found exactly, with dates; nothing that cannot be acted upon."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from some_cards import CARD, MONTHS_FULL, SPENT, UTILISATION, VALUES, borrowers, cards, with_feature

from creditline.scoring.card import Card, NumberFeature, Value
from creditline.scoring.path import PathTooWide, path
from creditline.scoring.score import score

TODAY = date(2026, 3, 1)
NOW = score(CARD, VALUES).points


class Foreseen:
    """Knows of one feature when it changes."""

    def __init__(self, name: str, days: int | None) -> None:
        self.names = [name]
        self._days = days

    def days_until(self, _name: str, _now: int, _to: int) -> int | None:
        return self._days


def test_one_change_is_enough_where_it_is() -> None:
    found = path(CARD, VALUES, target=NOW + 50, as_of=TODAY)
    assert found is not None
    assert [(change.feature, change.before, change.to) for change in found.changes] == [("utilisation", 9_512, 8_999)]
    assert found.points >= NOW + 50
    assert found.on == TODAY + timedelta(days=30)


def test_a_far_score_takes_several_changes_and_the_longest_decides_the_day() -> None:
    found = path(CARD, VALUES, target=NOW + 120, as_of=TODAY)
    assert found is not None
    assert {change.feature for change in found.changes} == {"utilisation", "months_full"}
    assert found.on == TODAY + timedelta(days=30 * next(c.to for c in found.changes if c.feature == "months_full"))


def test_a_score_that_is_reached_already_takes_nothing() -> None:
    found = path(CARD, VALUES, target=NOW, as_of=TODAY)
    assert found is not None
    assert (found.changes, found.points, found.on) == ((), NOW, TODAY)


def test_what_no_change_reaches_has_no_path() -> None:
    assert path(CARD, VALUES, target=10_000, as_of=TODAY) is None


def test_within_a_month_only_what_shows_within_a_month_counts() -> None:
    found = path(CARD, VALUES, target=NOW + 50, as_of=TODAY, within_days=29)
    assert found is None


@pytest.mark.parametrize("value", [None, -9])
def test_what_is_not_known_cannot_be_changed(value: Value) -> None:
    found = path(CARD, {**VALUES, "months_full": value}, target=NOW + 50, as_of=TODAY)
    assert found is not None
    assert {change.feature for change in found.changes} == {"utilisation"}


def test_features_that_cannot_be_acted_upon_never_appear() -> None:
    still = with_feature(UTILISATION, actionable=False)
    found = path(still, VALUES, target=NOW + 50, as_of=TODAY)
    assert found is not None
    assert {change.feature for change in found.changes} == {"months_full"}
    assert path(with_feature(SPENT, actionable=True), {**VALUES, "spent": -1}, target=10_000, as_of=TODAY) is None


def test_pairs_that_tie_too_much_together_are_refused() -> None:
    wide = [replace(MONTHS_FULL, name=f"n{n}", cuts=tuple(range(100)), points=tuple(range(101))) for n in range(4)]
    ties = tuple(replace(CARD.pairs[0], first="n0", second=f"n{n}") for n in range(1, 4))
    card = replace(CARD, features=tuple(wide), pairs=ties)
    with pytest.raises(PathTooWide, match="n0, n1, n2, n3"):
        path(card, dict.fromkeys(card.by_name, 0), target=10_000, as_of=TODAY)


@settings(max_examples=60)
@given(st.data())
def test_no_other_combination_is_cheaper(data: st.DataObject) -> None:
    card = data.draw(cards())
    values = data.draw(borrowers(card))
    target = score(card, values).points + data.draw(st.integers(0, 600))
    found = path(card, values, target=target, as_of=TODAY)
    best = min(_all_ways(card, values, target), default=None)
    if found is None:
        assert best is None
        return
    after = {**values, **{change.feature: change.to for change in found.changes}}
    assert score(card, after).points == found.points >= target
    assert (found.cost, len(found.changes), (found.on - TODAY).days) == best


def _all_ways(card: Card, values: dict[str, Value], target: int) -> list[tuple[int, int, int]]:
    """Return cost, number and days of every combination of steps to an edge of the card's tables that reaches it."""
    options = [_options(card, feature, values[feature.name]) for feature in card.features]
    ways = []
    for chosen in product(*options):
        after = dict(zip(card.by_name, (to for to, _, _ in chosen), strict=True))
        moved = [(cost, days) for to, cost, days in chosen if cost is not None]
        if score(card, after).points >= target:
            ways.append((sum(c for c, _ in moved), len(moved), max((d for _, d in moved), default=0)))
    return ways


def _options(card: Card, feature: object, value: Value) -> list[tuple[Value, int | None, int]]:
    stay: list[tuple[Value, int | None, int]] = [(value, None, 0)]
    if not isinstance(feature, NumberFeature) or not feature.actionable or not feature.risk.sign:
        return stay
    if not isinstance(value, int) or value in feature.codes:
        return stay
    cuts = set(feature.cuts)
    for pair in card.pairs:
        cuts |= set(pair.first_cuts) if pair.first == feature.name else set()
        cuts |= set(pair.second_cuts) if pair.second == feature.name else set()
    edges = [cut - 1 for cut in cuts if cut <= value] if feature.risk.sign > 0 else [cut for cut in cuts if cut > value]
    unit, effort = 10**feature.decimals, feature.effort
    for to in edges:
        distance = abs(to - value)
        cost = effort.cost + -(-effort.cost_each * distance // unit)
        stay.append((to, cost, effort.days + -(-effort.days_each * distance // unit)))
    return stay


def test_what_is_known_of_the_days_a_change_takes_counts_before_the_effort() -> None:
    usual = path(CARD, VALUES, target=NOW + 50, as_of=TODAY)
    assert usual is not None
    (changed,) = {change.feature for change in usual.changes}
    later = path(CARD, VALUES, target=NOW + 50, as_of=TODAY, foresight=Foreseen(changed, 200))
    assert later is not None
    assert later.on == TODAY + timedelta(days=200)


def test_a_change_that_never_comes_is_in_no_path() -> None:
    usual = path(CARD, VALUES, target=NOW + 50, as_of=TODAY)
    assert usual is not None
    (changed,) = {change.feature for change in usual.changes}
    other = path(CARD, VALUES, target=NOW + 50, as_of=TODAY, foresight=Foreseen(changed, None))
    assert other is None or changed not in {change.feature for change in other.changes}
