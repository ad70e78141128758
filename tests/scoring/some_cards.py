"""Cards for tests: a small one that a person can add up, and random ones that keep their directions."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from creditline.scoring.card import Calibration, Card, CategoryFeature, Effort, NumberFeature, Pair, Risk, Value

UTILISATION = NumberFeature(
    name="utilisation",
    en="Share of the limit in use: {value} %",
    zh="额度使用率：{value}%",
    risk=Risk.RISES,
    decimals=2,
    actionable=True,
    moved_by_repayment=True,
    effort=Effort(days=30, cost=1, cost_each=1),
    cuts=(3_000, 5_000, 9_000),
    points=(40, 20, 0, -50),
    missing=-50,
    reference=10,
)
MONTHS_FULL = NumberFeature(
    name="months_full",
    en="Bills paid in full: {value}",
    zh="全额还款期数：{value}",
    risk=Risk.FALLS,
    actionable=True,
    moved_by_repayment=True,
    effort=Effort(days_each=30, cost=1, cost_each=20),
    cuts=(1, 3),
    points=(-30, 5, 25),
    missing=-30,
    codes={-9: -30},
    reference=5,
)
SPENT = NumberFeature(
    name="spent", en="Spent: {value}", zh="消费：{value}", cuts=(0, 100), points=(-5, 0, -8), missing=-2, codes={999: 3}
)
SEGMENT = CategoryFeature(
    name="segment", en="Segment: {value}", zh="客群：{value}", groups={"shop": 10, "farm": -10}, other=0, missing=-1
)
PAIR = Pair(
    first="utilisation",
    second="months_full",
    first_cuts=(5_000,),
    second_cuts=(2,),
    points=((0, 6, 0), (-4, 0, -4), (-4, 0, -4)),
)
CARD = Card(
    base=600,
    points_to_double=100,
    features=(UTILISATION, MONTHS_FULL, SPENT, SEGMENT),
    pairs=(PAIR,),
    calibration=Calibration(scores=(500, 600, 700), pd_ppm=(300_000, 100_000, 30_000)),
    bands={"B": 0, "A": 620},
)
VALUES: dict[str, Value] = {"utilisation": 9_512, "months_full": 0, "spent": 50, "segment": "shop"}


def with_feature(feature: NumberFeature, **changes: Any) -> Card:
    """Return the small card with one feature changed."""
    changed = replace(feature, **changes)
    return replace(CARD, features=tuple(changed if part is feature else part for part in CARD.features))


_POINTS, _SMALL = st.integers(-400, 400), st.integers(0, 9)
_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)


@st.composite
def numbers(draw: st.DrawFn, name: str) -> NumberFeature:
    """A number feature that keeps its direction."""
    cuts = tuple(sorted(draw(st.sets(st.integers(-50, 50), max_size=8))))
    points = [draw(_POINTS) for _ in range(len(cuts) + 1)]
    risk = draw(st.sampled_from(list(Risk)))
    if risk.sign:
        points.sort(reverse=risk is Risk.RISES)
    moved = risk.sign != 0 and draw(st.booleans())
    unknown = st.integers(-500, min(points)) if moved else _POINTS
    return NumberFeature(
        name=name,
        en=name,
        zh=name,
        risk=risk,
        decimals=draw(st.integers(0, 3)),
        actionable=draw(st.booleans()),
        moved_by_repayment=moved,
        effort=draw(st.builds(Effort, days=_SMALL, days_each=_SMALL, cost=_SMALL, cost_each=_SMALL)),
        cuts=cuts,
        points=tuple(points),
        missing=draw(unknown),
        codes=draw(st.dictionaries(st.integers(-99, 99), unknown, max_size=2)),
        reference=draw(_POINTS),
    )


@st.composite
def categories(draw: st.DrawFn, name: str) -> CategoryFeature:
    """A category feature, some texts with signs that SQL would have to escape."""
    groups = draw(st.dictionaries(_TEXTS | st.sampled_from(["it's", "a\\b", "'", "\\"]), _POINTS, max_size=4))
    return CategoryFeature(
        name=name, en=name, zh=name, groups=groups, other=draw(_POINTS), missing=draw(_POINTS), reference=draw(_POINTS)
    )


@st.composite
def pairs(draw: st.DrawFn, first: NumberFeature, second: NumberFeature) -> Pair:
    """A pair that keeps the directions of both: a sum of something of each, missing values at the riskiest end."""
    first_cuts = tuple(sorted(draw(st.sets(st.integers(-50, 50), max_size=3))))
    second_cuts = tuple(sorted(draw(st.sets(st.integers(-50, 50), max_size=3))))
    rows = _along(draw, first, len(first_cuts) + 1)
    columns = _along(draw, second, len(second_cuts) + 1)
    return Pair(
        first=first.name,
        second=second.name,
        first_cuts=first_cuts,
        second_cuts=second_cuts,
        points=tuple(tuple(row + column for column in columns) for row in rows),
        reference=draw(_POINTS),
    )


def _along(draw: st.DrawFn, feature: NumberFeature, bins: int) -> list[int]:
    points = sorted((draw(_POINTS) for _ in range(bins)), reverse=feature.risk is Risk.RISES)
    return [*points, min(points)]


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Any card that keeps what it declares."""
    features = [draw(numbers(f"n{place}")) for place in range(draw(st.integers(1, 4)))]
    texts = [draw(categories(f"t{place}")) for place in range(draw(st.integers(0, 2)))]
    tied = [draw(pairs(features[0], features[1]))] if len(features) > 1 and draw(st.booleans()) else []
    scores = sorted(draw(st.sets(st.integers(-3_000, 3_000), min_size=1, max_size=6)))
    pds = sorted((draw(st.integers(0, 1_000_000)) for _ in scores), reverse=True)
    return Card(
        base=draw(_POINTS),
        points_to_double=draw(st.integers(1, 300)),
        features=(*features, *texts),
        pairs=tuple(tied),
        calibration=Calibration(scores=tuple(scores), pd_ppm=tuple(pds)),
        bands=draw(st.dictionaries(st.sampled_from("ABC"), st.integers(-500, 500))),
    )


@st.composite
def borrowers(draw: st.DrawFn, card: Card) -> dict[str, Value]:
    """Values for a card: at its cuts and next to them, its codes, its groups, and missing ones."""
    return {feature.name: draw(_value(feature)) for feature in card.features}


def _value(feature: NumberFeature | CategoryFeature) -> st.SearchStrategy[Value]:
    if isinstance(feature, CategoryFeature):
        return st.none() | st.sampled_from([*feature.groups, "none of them"])
    edges = [edge for cut in feature.cuts for edge in (cut - 1, cut)]
    return st.none() | st.sampled_from([*edges, *feature.codes, 0]) | st.integers(-120, 120)
