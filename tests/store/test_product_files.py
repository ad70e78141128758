"""Products as files: those shipped can be read, and a file that cannot says where and what to write."""

from datetime import date
from pathlib import Path

import pytest

from creditline.dates.calendars import CalendarUnknown
from creditline.dates.rest_days import EVERY_DAY_COUNTS, WEEKENDS_ONLY, RestDays
from creditline.ledger.account import Account
from creditline.lines.product import Method, Rail
from creditline.store.product_files import ProductUnreadable, read_percent, read_products
from creditline.store.products import ProductUnknown, catalogue, product_in_force, product_version, read_folders
from creditline.usecases.price_caps import price_cap

TEXT = """
id = "shop"
[[version]]
valid_from = 2026-01-01
currency = "CNY"
name_en = "Shop"
name_zh = "商户"
yearly_rate = "18 %"
"""


def calendar(country: str) -> RestDays:
    if country != "CN":
        raise CalendarUnknown(country)
    return RestDays(country="CN")


def read(text: str) -> list[object]:
    return list(read_products("shop.toml", text, calendar))


def test_what_is_left_out_is_the_plainest_product() -> None:
    (product,) = read_products("shop.toml", TEXT, calendar)
    assert (product.id, product.rate_bps, product.methods) == ("shop", 1_800, (Method.REVOLVING,))
    assert product.waterfall == (Account.FEES, Account.INTEREST, Account.PRINCIPAL)
    assert product.rails == (Rail("push"),)
    assert (product.late_fee_minor, product.early_repayment_fee_bps, product.grace_days) == (0, 0, 0)
    assert product.rest_days is WEEKENDS_ONLY


def test_a_file_holds_versions_and_the_one_in_force_is_the_last_that_has_begun() -> None:
    second = TEXT.partition("[[version]]")[2].replace("2026-01-01", "2027-01-01").replace("18 %", "12 %")
    first, later = read_products("shop.toml", f"{TEXT}[[version]]{second}", calendar)
    assert (first.rate_bps, later.rate_bps, later.valid_from) == (1_800, 1_200, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("line", "field", "mend"),
    [
        ('yearly_rate = "18"', "yearly_rate", "such as '18 %'"),
        ('daily_rate = "0.05 %"\nyearly_rate = "18 %"', "yearly_rate", "one of the two"),
        ('daily_rate = "0.0333 %"', "daily_rate", "whole hundredths"),
        ('currency = "XXX"', "currency", "ISO 4217"),
        ("valid_from = '2026-01-01'", "valid_from", "without quotes"),
        ('methods = ["balloon"]', "methods", "equal_instalments"),
        ('methods = ["bullet"]', "periods", "numbers of months"),
        ("periods = [0]", "periods", "numbers of months"),
        ('due_day = "line"', "line_due_day", "day of the month"),
        ("statement_day = 32", "statement_day", "1 to 31"),
        ("grace_days = -1", "grace_days", "whole number"),
        ('late_fee = "1.234"', "late_fee", "decimals"),
        ('minimum_share = "ten"', "minimum_share", "percentage"),
        ('waterfall = ["fees", "principal"]', "waterfall", "each once"),
        ("buckets = [60, 30]", "buckets", "rising"),
        ('rails = [{ name = "debit", released = "110 %" }]', "rails", "returnable_days"),
        ('prepayment = "first"', "prepayment", "next, last"),
        ('rest_days = "ZZ"', "rest_days", "'weekends'"),
        ('name_en = " "', "name_en", "Give a text"),
        ("colour = 1", "colour", "no such field"),
        ('day_count = "act/act"', "day_count", "30e/360"),
    ],
)
def test_what_cannot_be_used_is_told_with_file_field_and_mend(line: str, field: str, mend: str) -> None:
    name = line.partition(" ")[0]
    kept = [row for row in TEXT.splitlines() if not row.startswith(f"{name} ")]
    if name == "daily_rate" and "\n" not in line:
        kept = [row for row in kept if not row.startswith("yearly_rate")]
    with pytest.raises(ProductUnreadable) as told:
        read("\n".join([*(row for row in kept if row not in line.splitlines()), line]))
    assert str(told.value).startswith(f"shop.toml: version 1, {field}: ")
    assert mend in str(told.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id = ", "TOML"),
        ('id = "Shop"', "small letters"),
        ('id = "shop"', "at least one"),
        (TEXT + "[other]", "other"),
        (TEXT + TEXT.partition("[[version]]")[1] + TEXT.partition("[[version]]")[2], "each later"),
    ],
)
def test_a_file_that_is_no_product_is_told_so(text: str, told: str) -> None:
    with pytest.raises(ProductUnreadable, match=told):
        read(text)


@pytest.mark.parametrize(
    ("text", "decimals", "expected"),
    [("18 %", 2, 1_800), ("0.05%", 4, 500), ("7.25 %", 2, 725), ("0.123 %", 2, None), ("18", 2, None), (18, 2, None)],
)
def test_percentages_are_exact(text: object, decimals: int, expected: int | None) -> None:
    assert read_percent(text, decimals) == expected


def test_every_shipped_product_can_be_read_and_its_cap_exists() -> None:
    products = catalogue()
    assert {"consumer-revolving", "consumer-instalments", "micro-loan", "business-working-capital"} <= set(products)
    for versions in products.values():
        for product in versions:
            assert product_version(product.id, product.valid_from) is product
            if product.rate_cap:
                price_cap(product.rate_cap, date(2026, 6, 1))
    assert catalogue()["micro-loan"][0].rest_days is EVERY_DAY_COUNTS


def test_a_daily_rate_is_that_rate_times_the_days_of_the_year() -> None:
    assert product_in_force("consumer-revolving", date(2026, 1, 1)).rate_bps == 1_460  # 0.04 % a day


def test_a_product_that_is_not_there_or_not_yet_is_unknown() -> None:
    with pytest.raises(ProductUnknown, match="'nothing'"):
        product_in_force("nothing", date(2026, 1, 1))
    with pytest.raises(ProductUnknown):
        product_in_force("micro-loan", date(2020, 1, 1))
    with pytest.raises(ProductUnknown):
        product_version("micro-loan", date(2020, 1, 1))


def test_a_name_is_one_files(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(TEXT)
    with pytest.raises(ProductUnreadable, match="another file"):
        read_folders([tmp_path])


@pytest.mark.parametrize(
    ("reference", "on", "expected"),
    [
        ("cn-assisted-lending", date(2025, 9, 30), None),
        ("cn-assisted-lending", date(2025, 10, 1), 24_000_000),
        ("cn-micro-lender", date(2026, 6, 1), 24_000_000),
        ("cn-micro-lender", date(2027, 12, 31), 24_000_000),
        ("cn-micro-lender", date(2028, 1, 1), 12_000_000),
    ],
)
def test_a_cap_is_the_one_of_the_day(reference: str, on: date, expected: int | None) -> None:
    assert price_cap(reference, on) == expected


def test_a_misspelt_cap_is_not_no_cap() -> None:
    with pytest.raises(ProductUnreadable, match="no cap of this name"):
        price_cap("cn-micro-lenders", date(2026, 1, 1))
