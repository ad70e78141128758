"""Amounts as people type them, and what is wrong with one."""

import re

from creditline.money.amount import (
    AmountMalformed,
    AmountNotPositive,
    AmountTooLarge,
    format_minor,
    parse_minor,
    parse_positive_minor,
)
from creditline.web.i18n import Language

_IN_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?")
_TOO_LONG = re.compile(r"[0-9]{16,}([.][0-9]+)?")

UNUSABLE = (AmountMalformed, AmountNotPositive, AmountTooLarge)


def typed_minor(text: str, currency: str) -> int:
    """Read an amount of more than zero; raise one of UNUSABLE."""
    return parse_positive_minor(_plain(text, currency), currency)


def typed_limit_minor(text: str, currency: str) -> int | None:
    """Read a limit, which may be zero; None where nothing was typed. Raise one of UNUSABLE."""
    return parse_minor(_plain(text, currency), currency) if text.strip() else None


def amount_fault(unusable: Exception, currency: str, language: Language) -> str:
    """Say what is wrong with an amount."""
    _ = language.gettext
    if isinstance(unusable, AmountNotPositive):
        return _("Enter an amount of more than zero.")
    if isinstance(unusable, AmountTooLarge):
        return _("That is more than one payment can carry. Split it into smaller amounts.")
    example = format_minor(12345, currency)
    return _("Enter an amount in digits, with no more decimals than here: %(example)s.") % {"example": example}


def _plain(text: str, currency: str) -> str:
    """Take commas out where they part thousands, and nowhere else: 1,5 is no fifteen."""
    typed = text.strip()
    if _IN_THOUSANDS.fullmatch(typed):
        typed = typed.replace(",", "")
    if _TOO_LONG.fullmatch(typed):
        raise AmountTooLarge(text, currency)
    return typed
