"""The small language of features: one meaning, whether a row or a table is computed."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from row_algebra import RowAlgebra

from creditline.training.batch import BatchAlgebra
from creditline.training.expression import ExpressionInvalid, read_expression

COLUMNS = ("a", "b", "c")
ROW = dict[str, int | None]

CASES = [
    ("a + b * 2", 7 + 2 * -3),
    ("a // b", -3),
    ("a % b", -2),
    ("a // 0", None),
    ("-a", -7),
    ("a if b < 0 else c", 7),
    ("a if c else b", -3),
    ("c", None),
    ("c + 1", None),
    ("known(c)", 0),
    ("or_else(c, 5)", 5),
    ("max(all)", None),
    ("max(all[:2])", 7),
    ("min(a, b)", -3),
    ("abs(b)", 3),
    ("sum(all[:2])", 4),
    ("mean(all[:2])", 2),
    ("count(all > 0)", 1),
    ("count(all == all)", 2),
    ("first(all < 0)", 1),
    ("first(all > 100)", 3),
    ("all[-2]", -3),
    ("0 < a < 10", 1),
    ("not a", 0),
    ("c or a", 1),
    ("c and a", 0),
    ("sum([a, b, 10])", 14),
    ("count((all[:2] > 0) * (all[:2] < 9))", 1),
    ("10_000 * a // 3", 23_333),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_an_expression_means_the_same_on_a_row_and_on_a_table(text: str, expected: int | None) -> None:
    row: ROW = {"a": 7, "b": -3, "c": None}
    assert _on_row(text, row) == expected
    assert _on_table(text, [row]) == [expected]


_NUMBERS = st.none() | st.integers(-20, 20)


@given(
    st.recursive(
        st.sampled_from([*COLUMNS, "0", "1", "7", "sum(all)", "count(all > 1)", "first(all == 0)"]),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*", "//", "%", "<", "==", "and", "or"]), inner).map(
                lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
            ),
            st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
            inner.map(lambda part: f"known({part})"),
            inner.map(lambda part: f"(not {part})"),
            st.tuples(inner, inner).map(lambda parts: f"max({parts[0]}, {parts[1]})"),
        ),
        max_leaves=6,
    ),
    st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, _NUMBERS)), min_size=1, max_size=5),
)
def test_any_expression_means_the_same_on_rows_and_on_a_table(text: str, rows: list[ROW]) -> None:
    assert _on_table(text, rows) == [_on_row(text, row) for row in rows]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a +", "cannot be read"),
        ("a / b", "Div is not among"),
        ("1.5 * a", "no whole number"),
        ("'a'", "no whole number"),
        ("d", "no column or list 'd'"),
        ("all", "it gives a list"),
        ("all[7]", "outside its list"),
        ("all[a]", "must be a whole number"),
        ("all + all[1:]", "a list of 3 with one of 2"),
        ("sum(a)", "takes one list"),
        ("abs(a, b)", "is used as"),
        ("open(a)", "no function 'open'"),
        ("__import__(a)", "no function"),
        ("a.real", "not of this language"),
        ("(lambda: a)()", "no function"),
        ("[x for x in all]", "not of this language"),
        ("a" * 3_000, "more than 2000 characters"),
    ],
)
def test_what_is_not_of_the_language_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ExpressionInvalid, match=said):
        _on_row(text, {"a": 1, "b": 2, "c": 3})


def _on_row(text: str, row: ROW) -> int | None:
    return read_expression(text).compute(RowAlgebra(), {**row, "all": [row[name] for name in COLUMNS]})


def _on_table(text: str, rows: list[ROW]) -> list[int | None]:
    table = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.Int64))
    columns = {name: pl.col(name) for name in COLUMNS}
    value = read_expression(text).compute(BatchAlgebra(), {**columns, "all": list(columns.values())})
    return table.select(value=value + 0 * pl.col("a").fill_null(0))["value"].to_list()
