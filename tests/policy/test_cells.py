from datetime import date

import pytest

from creditline.policy.cell import Cell, CellMeaningless, read_cell, write_cell
from creditline.policy.domain import Domain, Kind, ratio_ordinal
from creditline.policy.feel.scanner import FeelMalformed, FeelUnsupported

NUMBER = Domain(kind=Kind.INTEGER, low=0, high=100, unit="points")
BAND = Domain(kind=Kind.ENUMERATION, low=0, high=2, values=("A", "B", "C"))
TRUTH = Domain(kind=Kind.BOOLEAN, low=0, high=1)
SHARE = Domain(kind=Kind.RATIO, low=0, high=2000, unit="permille")
DAY = Domain(kind=Kind.DATE, low=date(2026, 1, 1).toordinal(), high=date(2026, 1, 31).toordinal())
FIRST = date(2026, 1, 1).toordinal()


@pytest.mark.parametrize(
    ("text", "domain", "spans"),
    [
        ("-", NUMBER, [(0, 100)]),
        ("", NUMBER, [(0, 100)]),
        ("5", NUMBER, [(5, 5)]),
        ("< 30", NUMBER, [(0, 29)]),
        ("<= 30", NUMBER, [(0, 30)]),
        ("> 30", NUMBER, [(31, 100)]),
        ("[10..20)", NUMBER, [(10, 19)]),
        ("(10..20]", NUMBER, [(11, 20)]),
        ("]10..20[", NUMBER, [(11, 19)]),
        ("1, 2, 3, 7", NUMBER, [(1, 3), (7, 7)]),
        ("< 10, > 90", NUMBER, [(0, 9), (91, 100)]),
        ("not([10..20], 30)", NUMBER, [(0, 9), (21, 29), (31, 100)]),
        ('"A", "C"', BAND, [(0, 0), (2, 2)]),
        ('not("B")', BAND, [(0, 0), (2, 2)]),
        ("true", TRUTH, [(1, 1)]),
        ("< 800", SHARE, [(0, 1599)]),
        ("<= 800", SHARE, [(0, 1600)]),
        ("> 800", SHARE, [(1601, 2000)]),
        ("800", SHARE, [(1600, 1600)]),
        ('>= date("2026-01-30")', DAY, [(FIRST + 29, FIRST + 30)]),
    ],
)
def test_a_cell_is_the_set_of_values_it_admits(text: str, domain: Domain, spans: list[tuple[int, int]]) -> None:
    cell = read_cell(text, domain)
    assert list(cell.spans) == spans
    assert read_cell(write_cell(cell, domain), domain).spans == cell.spans


@pytest.mark.parametrize(
    ("text", "domain", "error", "says"),
    [
        ("> 101", NUMBER, CellMeaningless, "'101' is not a whole number of points from 0 to 100"),
        ("1.5", NUMBER, CellMeaningless, "'1.5' is not"),
        ('"A"', NUMBER, CellMeaningless, "'A' is not"),
        ("other", NUMBER, CellMeaningless, "an expression is not"),
        ("[20..10]", NUMBER, CellMeaningless, "above its upper end"),
        ('"Z"', BAND, CellMeaningless, 'one of "A", "B", "C"'),
        ('< "B"', BAND, CellMeaningless, "no order"),
        ("A", BAND, CellMeaningless, "an expression is not"),
        ("1", TRUTH, CellMeaningless, "true or false"),
        ('date("2026-02-30")', DAY, CellMeaningless, "is no date"),
        ("[1..", NUMBER, FeelMalformed, "it ends too early"),
        ("[1..2", NUMBER, FeelMalformed, "not closed"),
        ("< 1 2", NUMBER, FeelMalformed, "'2' does not belong here"),
        ("1;2", NUMBER, FeelMalformed, "begins nothing"),
        ("for x in y return x", NUMBER, FeelUnsupported, "'for'"),
        ("? > 3", NUMBER, FeelUnsupported, "'?'"),
        ("{a: 1}", NUMBER, FeelUnsupported, "'{'"),
    ],
)
def test_a_cell_that_is_none_says_what_is_wrong(text: str, domain: Domain, error: type[Exception], says: str) -> None:
    with pytest.raises(error) as raised:
        read_cell(text, domain)
    assert says in str(raised.value)


@pytest.mark.parametrize(
    ("drawn", "limit", "ordinal"),
    [
        (800, 1000, 1600),
        (801, 1000, 1602),
        (8001, 10000, 1601),
        (7999, 10000, 1599),
        (1, 3, 667),
        (0, 7, 0),
        (-1, 3, -667),
    ],
)
def test_a_ratio_is_placed_by_cross_multiplication_and_never_rounded(drawn: int, limit: int, ordinal: int) -> None:
    assert ratio_ordinal(drawn, limit, scale=1000) == ordinal


def test_a_ratio_just_above_the_cut_is_above_it_however_little() -> None:
    cell: Cell = read_cell("<= 800", SHARE)
    large = 10**14
    assert cell.admits(ratio_ordinal(8 * large, 10 * large, scale=1000))
    assert not cell.admits(ratio_ordinal(8 * large + 1, 10 * large, scale=1000))
