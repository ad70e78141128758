from itertools import product
from random import Random

import made_up
from hypothesis import given, settings
from hypothesis import strategies as st

from creditline.policy.coverage import cover
from creditline.policy.domain import Domain, Kind
from creditline.policy.load_table import checked_cell
from creditline.policy.table import FactSource, Hit, Input, Row, Table
from creditline.policy.wording import Wording

SMALL = (
    Domain(kind=Kind.INTEGER, low=0, high=6, unit="points"),
    Domain(kind=Kind.ENUMERATION, low=0, high=2, values=("a", "b", "c")),
    Domain(kind=Kind.BOOLEAN, low=0, high=1),
)


@settings(max_examples=200)
@given(st.integers(0, 2**32), st.sampled_from([Hit.UNIQUE, Hit.FIRST]))
def test_gaps_dead_rows_and_overlap_are_those_that_trying_everything_finds(seed: int, hit: Hit) -> None:
    table = _table(Random(seed), hit)  # noqa: S311 - a course that can be repeated, no secret
    found = cover(table)
    everything = list(product(*(range(domain.low, domain.high + 1) for domain in SMALL)))
    applying = {point: [i for i, row in enumerate(table.rows) if row.admits(point)] for point in everything}
    assert (found.gap is None) == all(applying.values())
    assert found.gap is None or applying[found.gap] == []
    assert found.deciding == sum(1 << row for row in {rows[0] for rows in applying.values() if rows})
    if hit is Hit.UNIQUE:
        pairs = {(a, b) for rows in applying.values() for a in rows for b in rows if a < b}
        assert set(found.overlaps) == pairs
        assert all({one, other} <= set(applying[point]) for (one, other), point in found.overlaps.items())


def _table(rng: Random, hit: Hit) -> Table:
    inputs = tuple(Input(str(place), FactSource(str(place)), domain) for place, domain in enumerate(SMALL))
    rows = tuple(
        Row(str(n), tuple(checked_cell(made_up._cell(rng, domain), domain) for domain in SMALL), (n,), "R")
        for n in range(rng.randint(1, 9))
    )
    return Table("t", Wording("x", "x"), hit, inputs, (), rows, {})
