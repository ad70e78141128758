"""Data as they come: what is read, what is told apart, and what is refused in words."""

from pathlib import Path

import polars as pl
import pytest

from creditline.training.table import (
    ClassTooSmall,
    ColumnUnknown,
    DataUnreadable,
    OneClass,
    TargetNotTwoValued,
    read_data,
    split_target,
)


def _csv(folder: Path, text: str) -> pl.DataFrame:
    (folder / "data.csv").write_text(text, encoding="utf-8")
    return read_data(folder / "data.csv")


def _rows(count: int, **columns: list[object]) -> pl.DataFrame:
    return pl.DataFrame({name: (values * count)[:count] for name, values in columns.items()})


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_is_understood(tmp_path: Path, separator: str) -> None:
    data = _csv(tmp_path, separator.join("abc") + "\n" + separator.join("1x") + separator + "\n")
    assert data.rows() == [(1, "x", None)]


CHINESE = "收入 (元),职业,违约\n5000,个体户,1\n,学生,0\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_the_encodings_that_spreadsheets_write_are_understood(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "data.csv").write_bytes(CHINESE.encode(encoding))
    data = read_data(tmp_path / "data.csv")
    assert data.columns == ["收入 (元)", "职业", "违约"]
    assert data.rows() == [(5000, "个体户", 1), (None, "学生", 0)]


def test_a_latin_file_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes("métier,x\nemployé,1\n".encode("cp1252"))
    assert read_data(tmp_path / "data.csv").rows() == [("employé", 1)]


def test_a_comma_before_the_decimals_is_understood_where_columns_are_not_separated_by_it(tmp_path: Path) -> None:
    data = _csv(tmp_path, "a;b;c;d\n0,125;1.234,5;12 %;1,234,500\n2;-7,25;7,5 %;2,000,000\n")
    assert data["a"].to_list() == [0.125, 2.0]
    assert data["b"].to_list() == [1234.5, -7.25]
    assert data["c"].to_list() == [12.0, 7.5]
    assert data["d"].to_list() == [1_234_500.0, 2_000_000.0]


def test_usual_words_for_missing_are_missing_and_numbers_are_numbers(tmp_path: Path) -> None:
    data = _csv(tmp_path, "a,b,c\n1,NA,x\n?,2.5,null\n 3 ,nan,y\n")
    assert data["a"].to_list() == [1, None, 3]
    assert data["b"].to_list() == [None, 2.5, None]
    assert data["c"].to_list() == ["x", None, "y"]


def test_shares_and_amounts_with_their_signs_are_numbers(tmp_path: Path) -> None:
    data = _csv(tmp_path, 'rate,amount\n"13.5%","$1,234,500"\n"7%","$300.50"\n')
    assert data["rate"].to_list() == [13.5, 7.0]
    assert data["amount"].to_list() == [1_234_500.0, 300.5]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("data.xlsx", "", "its name ends in none of"),
        ("data.csv", "", "empty"),
        ("data.csv", "a,b\n", "no rows"),
        ("data.parquet", "no parquet", "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataUnreadable, match=said):
        read_data(tmp_path / name)
    with pytest.raises(DataUnreadable, match="no such file"):
        read_data(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("values", "bad"),
    [
        ([0, 0, 0, 1], "1"),
        ([1, 2, 1, 1], "2"),
        ([True, False], "True"),
        ([0.0, 1.0, None, float("nan")], "1.0"),
        (["good", "good", "bad"], "bad"),
        (["Charged Off", "Fully Paid"], "Charged Off"),
        (["N", "Y", "Y"], "Y"),
        (["paid", "paid", "unheard of"], "unheard of"),
    ],
)
def test_the_bad_outcome_is_found_by_its_word_or_its_number(values: list[object], bad: str) -> None:
    data, target = split_target(_rows(200, x=[1], y=values), "y")
    assert target.bad_value == bad
    assert data.columns == ["x"]
    assert len(target.bad) == data.height


def test_a_wrong_target_is_answered_with_the_nearest_columns() -> None:
    with pytest.raises(ColumnUnknown, match="Nearest: default"):
        split_target(_rows(9, default=[1], other=[1]), "Defalt")
    with pytest.raises(ColumnUnknown, match="There are default, other"):
        split_target(_rows(9, default=[1], other=[1]), "qqq")


@pytest.mark.parametrize(
    ("values", "error", "said"),
    [
        ([1], OneClass, "only the value 1"),
        ([None], OneClass, "no value"),
        ([1, 2, 3], TargetNotTwoValued, "3 different values"),
        (list(range(200)), TargetNotTwoValued, "200 different values"),
    ],
)
def test_a_target_without_two_values_is_refused(values: list[object], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        split_target(_rows(200, y=values), "y")


def test_too_few_of_one_outcome_are_refused() -> None:
    with pytest.raises(ClassTooSmall, match="Only 10 rows have y = 1"):
        split_target(_rows(200, y=[1, *[0] * 19]), "y")
