"""Between decimal strings and minor units: exact, or a named error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditline.money.amount import (
    LARGEST_MINOR,
    AmountMalformed,
    AmountNotPositive,
    AmountTooLarge,
    format_minor,
    parse_minor,
    parse_positive_minor,
)
from creditline.money.currency import CurrencyUnknown, decimals_of

CURRENCIES = {"CNY": 2, "USD": 2, "JPY": 0, "KRW": 0, "KWD": 3, "TND": 3}


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("0", "CNY", 0),
        ("0.01", "CNY", 1),
        ("0.1", "CNY", 10),
        ("0.29", "CNY", 29),
        ("12.5", "CNY", 1_250),
        ("12.50", "CNY", 1_250),
        ("007", "CNY", 700),
        ("120", "JPY", 120),
        ("1.234", "KWD", 1_234),
        ("1.2", "KWD", 1_200),
        ("9999999999999.99", "CNY", 999_999_999_999_999),
        ("10000000000000", "CNY", LARGEST_MINOR),
    ],
)
def test_amounts_are_read_exactly(text: str, currency: str, minor: int) -> None:
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "CNY"),
        (" 1", "CNY"),
        ("1 ", "CNY"),
        ("1\n", "CNY"),
        ("-1", "CNY"),
        ("+1", "CNY"),
        ("1.", "CNY"),
        (".5", "CNY"),
        ("1.234", "CNY"),
        ("1.0", "JPY"),
        ("1.2345", "KWD"),
        ("1,000", "CNY"),
        ("1_000", "CNY"),
        ("1e3", "CNY"),
        ("0x10", "CNY"),
        ("NaN", "CNY"),
        ("Infinity", "CNY"),
        ("¥1", "CNY"),
        ("1" * 16, "CNY"),
    ],
)
def test_what_is_no_amount_is_named_with_an_example(text: str, currency: str) -> None:
    with pytest.raises(AmountMalformed, match=f"is no amount in {currency}.*such as 100"):
        parse_minor(text, currency)


@pytest.mark.parametrize("text", ["١٢", "１２", "12.٥", "²"])
def test_only_the_digits_0_to_9_are_digits(text: str) -> None:
    with pytest.raises(AmountMalformed):
        parse_minor(text, "CNY")


def test_more_than_a_posting_may_carry_is_refused() -> None:
    with pytest.raises(AmountTooLarge, match="Split it into smaller amounts"):
        parse_minor("10000000000000.01", "CNY")


@pytest.mark.parametrize("text", ["0", "0.00"])
def test_money_that_moves_is_more_than_zero(text: str) -> None:
    with pytest.raises(AmountNotPositive):
        parse_positive_minor(text, "CNY")


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "CNY", "0.00"),
        (1, "CNY", "0.01"),
        (-1, "CNY", "-0.01"),
        (1_250, "CNY", "12.50"),
        (-1_250, "CNY", "-12.50"),
        (120, "JPY", "120"),
        (-120, "JPY", "-120"),
        (5, "KWD", "0.005"),
        (1_234, "KWD", "1.234"),
    ],
)
def test_amounts_are_written_with_all_their_decimals(minor: int, currency: str, text: str) -> None:
    assert format_minor(minor, currency) == text


@given(minor=st.integers(0, LARGEST_MINOR - 1), currency=st.sampled_from(sorted(CURRENCIES)))
def test_what_is_written_is_read_back_as_it_was(minor: int, currency: str) -> None:
    assert parse_minor(format_minor(minor, currency), currency) == minor


@given(text=st.from_regex(r"\d{1,12}(\.\d{1,2})?", fullmatch=True))
def test_what_is_read_is_written_back_up_to_zeros(text: str) -> None:
    if text.isascii():
        whole, _, rest = text.partition(".")
        assert format_minor(parse_minor(text, "CNY"), "CNY") == f"{int(whole)}.{rest:0<2}"


@pytest.mark.parametrize(("currency", "decimals"), CURRENCIES.items())
def test_each_currency_has_its_decimals(currency: str, decimals: int) -> None:
    assert decimals_of(currency) == decimals


@pytest.mark.parametrize("currency", ["", "cny", "CN", "XXX", "CNYY", "人民币"])
def test_what_is_no_currency_is_named(currency: str) -> None:
    with pytest.raises(CurrencyUnknown, match="no currency we know"):
        decimals_of(currency)
