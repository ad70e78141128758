"""What bounds a line: the lowest of its limit and its ceilings, and the one it is named after."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import Story
from creditline.lines.available import available_minor, bound_by, ceiling_minor, over_limit_minor
from creditline.lines.ceiling import Bound, Ceiling, lowest

CUSTOMER, TEMPORARY, FUNDING = Bound.CUSTOMER, Bound.TEMPORARY, Bound.FUNDING


@pytest.mark.parametrize(
    ("ceilings", "expected"),
    [
        ([], None),
        ([Ceiling(CUSTOMER, 5)], Ceiling(CUSTOMER, 5)),
        ([Ceiling(FUNDING, 4), Ceiling(CUSTOMER, 5)], Ceiling(FUNDING, 4)),
        ([Ceiling(FUNDING, 5), Ceiling(TEMPORARY, 5), Ceiling(CUSTOMER, 5)], Ceiling(TEMPORARY, 5)),
    ],
)
def test_the_lowest_ceiling_binds_and_of_equal_ones_the_first_in_order(
    ceilings: list[Ceiling], expected: Ceiling | None
) -> None:
    assert lowest(ceilings) == expected


@pytest.mark.parametrize(
    ("limit", "ceiling", "available", "bound", "over"),
    [
        (1_000, None, 600, "limit", 0),
        (1_000, Ceiling(CUSTOMER, 2_000), 600, "limit", 0),
        (1_000, Ceiling(CUSTOMER, 1_000), 600, "limit", 0),
        (1_000, Ceiling(CUSTOMER, 999), 599, "customer", 0),
        (1_000, Ceiling(FUNDING, 400), 0, "funding", 0),
        (1_000, Ceiling(TEMPORARY, 0), 0, "temporary", 400),
        (0, Ceiling(CUSTOMER, 2_000), 0, "limit", 400),
        (None, Ceiling(CUSTOMER, 2_000), 0, None, 0),
    ],
)
def test_a_line_gives_what_its_lowest_bound_leaves(
    limit: int | None, ceiling: Ceiling | None, available: int, bound: str | None, over: int
) -> None:
    """400 are drawn."""
    story = Story(1_000)
    story.draw(400)
    line = replace(story.line, limit_minor=limit, ceiling=ceiling)
    assert (available_minor(line, story.on), bound_by(line)) == (available, bound)
    assert over_limit_minor(line) == over or limit is None


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_ceiling_never_raises_what_a_line_gives(limit: int, most: int, drawn: int) -> None:
    story = Story(limit)
    story.draw(drawn, forced=True)
    bounded = replace(story.line, ceiling=Ceiling(CUSTOMER, most))
    assert available_minor(bounded, story.on) == max(0, min(limit, most) - drawn) <= story.available
    assert ceiling_minor(bounded) == min(limit, most)
