"""Dates as texts are put in the order of time, or refused."""

import polars as pl
import pytest

from creditline.training.days import DatesUnreadable, in_order


@pytest.mark.parametrize(
    "texts",
    [
        ["30/01/2020", "02/02/2020", "01/03/2021"],
        ["01/30/2020", "02/02/2020", "03/01/2021"],
        ["2020/1/30", "2020/2/2", "2021/10/1"],
        ["2020年1月30日", "2020年2月2日", "2021年10月1日"],
        ["Dec-2019", "Jan-2020", "Apr-2021"],
        ["Dec-19", "Jan-20", "Apr-21"],
        ["30.01.2020", "02.02.2020", None, "01.03.2021"],
        ["2020-01-30 08:15:00", "2020-02-02 07:00:00", "2021-03-01 00:00:00"],
        ["2020-01", "2020-02", "2021-03"],
    ],
)
def test_dates_as_texts_sort_by_time(texts: list[str | None]) -> None:
    ordered = in_order(pl.Series("when", texts))
    assert ordered.null_count() == texts.count(None)
    known = ordered.drop_nulls()
    assert known.to_list() == known.sort().to_list()
    assert known.n_unique() == len(known)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["03/04/2020", "05/06/2021"], "can be read as day, month, year and as month, day, year"),
        (["30/01/2020", "soon"], "is no date that is understood"),
        (["north", "south"], "is no date that is understood"),
    ],
)
def test_texts_that_are_no_dates_in_one_way_are_refused(texts: list[str], said: str) -> None:
    with pytest.raises(DatesUnreadable, match=said):
        in_order(pl.Series("when", texts))


def test_dates_and_numbers_stay_as_they_are() -> None:
    for values in (pl.Series([202401, 202402]), pl.Series(["2024-01-31"]).str.to_date()):
        assert in_order(values).to_list() == values.to_list()
