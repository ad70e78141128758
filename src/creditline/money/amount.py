"""Between the decimal string of the wire and the integer minor units of the book."""

import re

from creditline.money.currency import decimals_of

LARGEST_MINOR = 10**15
_SHAPE = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,3}))?")


class AmountMalformed(ValueError):
    """An amount is a decimal string with no more decimals than its currency has."""

    code = "amount-malformed"

    def __init__(self, text: str, currency: str) -> None:
        decimals = decimals_of(currency)
        example = format_minor(10**decimals * 100, currency)
        super().__init__(
            f"'{text}' is no amount in {currency}. Write digits with at most {decimals} decimals "
            f"and no sign or separator, such as {example}."
        )


class AmountTooLarge(ValueError):
    """An amount must stay within what the book can hold."""

    code = "amount-too-large"

    def __init__(self, text: str, currency: str) -> None:
        super().__init__(f"{text} {currency} is more than one posting may carry. Split it into smaller amounts.")


class AmountNotPositive(ValueError):
    """Money that moves is more than zero."""

    code = "amount-not-positive"

    def __init__(self) -> None:
        super().__init__("The amount is zero. Money that moves is more than zero.")


def parse_minor(text: str, currency: str) -> int:
    """Turn a decimal string into minor units: ("12.5", "CNY") → 1250. Exact, or a named error."""
    match = _SHAPE.fullmatch(text)
    decimals = decimals_of(currency)
    if match is None or len(match[2] or "") > decimals:
        raise AmountMalformed(text, currency)
    minor = int(match[1] + (match[2] or "").ljust(decimals, "0"))
    if minor > LARGEST_MINOR:
        raise AmountTooLarge(text, currency)
    return minor


def parse_positive_minor(text: str, currency: str) -> int:
    """As parse_minor, and raise AmountNotPositive for zero."""
    minor = parse_minor(text, currency)
    if minor == 0:
        raise AmountNotPositive
    return minor


def format_minor(minor: int, currency: str) -> str:
    """Turn minor units into the decimal string of the wire: (1250, "CNY") → "12.50"."""
    decimals = decimals_of(currency)
    if decimals == 0:
        return str(minor)
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"
