"""Languages: every text is translated, and the right one is chosen."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import creditline
from creditline.lines.event import EventKind
from creditline.lines.outcome import Outcome
from creditline.money.grouped import grouped
from creditline.web.borrower import wording
from creditline.web.deed_wording import DEEDS
from creditline.web.i18n import DOMAIN, LOCALES_DIR, choose_locale, language, translations
from creditline.web.routes import ROUTES

SOURCES = Path(creditline.__file__).parent
PO = LOCALES_DIR / "zh_CN" / "LC_MESSAGES" / f"{DOMAIN}.po"
_NAMES = re.compile(r"%\(\w+\)s")
_ASCII_PUNCTUATION = re.compile(r"[,;:!?](?![^(]*\))")


def extracted() -> list[str]:
    with (LOCALES_DIR / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(SOURCES, methods, options)
    return sorted({message if isinstance(message, str) else message[0] for _, _, message, _, _ in found})


def chinese() -> Catalog:
    with PO.open("rb") as opened:
        return read_po(opened, locale="zh_CN")


def test_every_text_of_the_pages_is_translated() -> None:
    catalog = chinese()
    missing = [text for text in extracted() if not (message := catalog.get(text)) or not message.string]
    assert not missing, f"to be translated in {PO.name}: {missing}"


def test_the_extraction_finds_texts_in_templates_and_in_python() -> None:
    assert {"Available now", "Draw declined", "You owe"} <= set(extracted())


def test_a_translation_keeps_the_names_of_its_text() -> None:
    for message in chinese():
        named, translated = (set(_NAMES.findall(str(text))) for text in (message.id, message.string))
        assert named == translated, message.id


def test_chinese_is_punctuated_as_chinese() -> None:
    spoilt = [message.string for message in chinese() if message.id and _ASCII_PUNCTUATION.search(str(message.string))]
    assert not spoilt


def test_every_event_and_every_refusal_has_words() -> None:
    assert set(wording._TITLES) == set(EventKind)
    assert set(wording._REFUSALS) == set(Outcome) - {Outcome.ACCEPTED}


def test_every_deed_that_a_route_is_written_down_as_has_words() -> None:
    assert {access.reads for access in ROUTES.values() if access.reads} <= set(DEEDS)


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("Your income of 8000.00 carries 40000.08.", "Your income of 8,000.00 carries 40,000.08."),
        ("额度为 91000.00；收入12345元", "额度为 91,000.00；收入12,345元"),
        ("from 2026-01-31 on, dec_12345, CN-2026, 999.00", "from 2026-01-31 on, dec_12345, CN-2026, 999.00"),
        ("1,234,567.00 since 2026年", "1,234,567.00 since 2026年"),
    ],
)
def test_long_numbers_in_a_sentence_have_separators(sentence: str, written: str) -> None:
    assert grouped(sentence) == written


def test_the_compiled_catalogue_speaks_chinese() -> None:
    assert translations("zh_CN").gettext("Available now") == "当前可用额度"
    assert translations("en").gettext("Available now") == "Available now"


@pytest.mark.parametrize(
    ("query", "cookie", "header", "expected"),
    [
        ("en", "zh-CN", "zh-CN", "en"),
        ("zh", None, "en", "zh_CN"),
        ("fr", "zh-CN", "en", "zh_CN"),
        (None, "zh_CN", "en", "zh_CN"),
        (None, None, "zh-CN,zh;q=0.9,en;q=0.8", "zh_CN"),
        (None, None, "zh-TW;q=0.5, en-GB;q=0.9", "en"),
        (None, None, "fr-FR, zh;q=0.1", "zh_CN"),
        (None, None, "zh;q=0, de", "en"),
        (None, None, "zh;q=much", "en"),
        (None, None, "", "en"),
        (None, None, None, "en"),
    ],
)
def test_the_language_is_asked_of_the_address_then_the_cookie_then_the_browser(
    query: str | None, cookie: str | None, header: str | None, expected: str
) -> None:
    assert choose_locale(query=query, cookie=cookie, accept_language=header) == expected


@pytest.mark.parametrize(
    ("locale", "minor", "currency", "expected"),
    [
        ("zh_CN", 1_234_550, "CNY", "¥12,345.50"),
        ("en", 1_234_550, "CNY", "CN¥12,345.50"),
        ("en", 5, "USD", "$0.05"),
        ("en", 1_200, "JPY", "¥1,200"),
        ("en", 1_500, "KWD", "KWD\N{NO-BREAK SPACE}1.500"),
    ],
)
def test_money_is_written_with_its_currency_and_decimals(locale: str, minor: int, currency: str, expected: str) -> None:
    assert language(locale).money(minor, currency) == expected


def test_an_amount_that_moves_has_its_sign_in_front() -> None:
    assert language("zh_CN").signed_money(-100, "CNY") == "−¥1.00"
    assert language("zh_CN").signed_money(100, "CNY") == "+¥1.00"
    assert language("zh_CN").signed_money(0, "CNY") == "¥0.00"


def test_dates_are_those_of_the_lines_zone() -> None:
    at = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert language("zh_CN").moment(at, "Asia/Shanghai") == "2026年11月24日 00:30"
    assert language("en").moment(at, "UTC") == "Nov 23, 2026 16:30"
    assert language("en").day(date(2026, 1, 2)) == "Jan 2, 2026"


def test_a_rate_is_written_in_per_cent() -> None:
    assert language("en").percent(1_825) == "18.25%"
    assert language("zh_CN").percent(2_400) == "24%"
