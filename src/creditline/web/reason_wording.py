"""Reasons as people read them: whole sentences, long numbers with separators, amounts with their currency."""

import re
from collections.abc import Iterable
from decimal import Decimal

from creditline.decisions.decision import Reason
from creditline.money.currency import decimals_of
from creditline.money.grouped import grouped
from creditline.web.i18n import Language

_CARD = "SCORE_"
_CENTS = 2
_AMOUNT = re.compile(r"(?<![\w.,-])\d[\d,]*\.\d{2}(?![\w.,]*\d)(?!\s?%)", re.ASCII)


def reason_words(reason: Reason, currency: str, language: Language) -> str:
    """Write one reason. A scorecard's values carry their own units; what a policy writes with cents is money."""
    text = grouped(reason.zh if language.tag.startswith("zh") else reason.en)
    if not reason.code.startswith(_CARD) and decimals_of(currency) == _CENTS:
        text = _AMOUNT.sub(lambda found: _money(found[0], currency, language), text)
    return text[:1].upper() + text[1:]


def reasons_words(reasons: Iterable[Reason], currency: str, language: Language) -> str:
    """Write reasons one after the other, each closed as a sentence."""
    stop = "。" if language.tag.startswith("zh") else "."
    words = (reason_words(reason, currency, language) for reason in reasons)
    return language.between_sentences.join(text if text.endswith(stop) else text + stop for text in words)


def _money(written: str, currency: str, language: Language) -> str:
    return language.money(int(Decimal(written.replace(",", "")).scaleb(_CENTS)), currency)
