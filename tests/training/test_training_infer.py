"""A spec told from data: numbers, texts, codes, decimals; and what is left out, with the reason."""

from datetime import date

import polars as pl
import pytest

from creditline.features.forbidden import forbidding_rule
from creditline.training.features import features_of
from creditline.training.infer import NothingToLearnFrom, infer_spec

ROWS = 60


def _table(**columns: list[object]) -> pl.DataFrame:
    return pl.DataFrame({name: (values * ROWS)[:ROWS] for name, values in columns.items()}, strict=False)


def test_numbers_and_texts_become_features_under_names_that_can_be_written() -> None:
    data = _table(**{"Amount (CNY)": [1.25, 2.5], "class": ["a", "b"], "3rd": [1, 2], "flag": [True, False]})
    spec = infer_spec(data).spec
    assert [feature.name for feature in spec.features] == ["Amount_CNY", "column_class", "column_3rd", "flag"]
    features = features_of(data, spec)
    assert features["Amount_CNY"].to_list()[:2] == [125, 250]
    assert spec.features[0].decimals == 2
    assert features["column_class"].to_list()[:2] == ["a", "b"]
    assert features["flag"].to_list()[:2] == [1, 0]


@pytest.mark.parametrize("kind", [pl.Categorical(), pl.Enum(["a", "b"])])
def test_every_kind_of_text_is_a_category(kind: pl.DataType) -> None:
    data = _table(x=["a", "b"]).cast({"x": kind})
    spec = infer_spec(data).spec
    assert spec.features[0].category == "x"
    assert features_of(data, spec)["x"].to_list()[:2] == ["a", "b"]


def test_small_fractions_keep_the_decimals_that_tell_them_apart() -> None:
    data = _table(x=[1.25e-9, 2.5e-9, 9.75e-9])
    assert features_of(data, infer_spec(data).spec)["x"].n_unique() == 3


def test_names_that_would_meet_are_kept_apart() -> None:
    spec = infer_spec(_table(**{"a b": [1, 2], "a-b": [1, 2], "max": [1, 2]})).spec
    assert len({feature.name for feature in spec.features}) == 3
    assert "max" not in {feature.name for feature in spec.features}


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("x", [5], "the same in every row"),
        ("x", [None], "the same in every row"),
        ("customer_id", [*range(100, 160)], "numbers the rows"),
        ("when", [date(2026, 1, 1), date(2026, 1, 2)], "holds dates"),
        ("sex", [1, 2], "US-06"),
        ("MaritalStatus", ["a", "b"], "US-06"),
        ("religion", ["a", "b"], "CN-19"),
    ],
)
def test_a_column_that_cannot_be_used_is_left_out_with_its_reason(name: str, values: list[object], why: str) -> None:
    inferred = infer_spec(_table(**{name: values, "good": [1, 2, 3]}))
    assert [feature.name for feature in inferred.spec.features] == ["good"]
    assert any(name in warning and why in warning for warning in inferred.warnings)


def test_if_nothing_is_left_it_says_why() -> None:
    with pytest.raises(NothingToLearnFrom, match="the same in every row"):
        infer_spec(_table(x=[5]))


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([0, 1, 2, 3, 98, 96], (96, 98)),
        ([10, 20, -9], (-9,)),
        ([1.5, 2.5, -999.0], (-9990,)),
        ([-5, 5, -9], ()),
        ([60, 80, 98, 99], ()),
    ],
)
def test_numbers_that_stand_apart_are_taken_as_codes(values: list[object], codes: tuple[int, ...]) -> None:
    inferred = infer_spec(_table(x=values))
    assert inferred.spec.features[0].codes == codes
    assert len(inferred.warnings) == len(codes)


@pytest.mark.parametrize("name", ["age", "sex", "ZipCode", "phone_type"])
def test_a_column_is_left_out_for_what_forbids_a_feature(name: str) -> None:
    inferred = infer_spec(_table(**{name: [1, 2, 3], "drawn": [4, 5, 6]}))
    assert [feature.name for feature in inferred.spec.features] == ["drawn"]
    assert f"rule {forbidding_rule(name)}" in inferred.warnings[0]


@pytest.mark.parametrize("name", ["essex", "sexton", "brace", "genes_p", "average", "stage"])
def test_a_forbidden_word_within_another_forbids_nothing(name: str) -> None:
    assert forbidding_rule(name) == ("CN-19" if name == "genes_p" else None)
