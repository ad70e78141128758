"""Languages of the pages: which one to speak, its words, and how it writes money and dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_percent

from creditline.money.amount import format_minor

DOMAIN = "creditline"
LOCALES_DIR = Path(__file__).parent / "locales"
LOCALES = ("en", "zh_CN")
FALLBACK = "en"
_CACHED_FORMATS = 16_384
_CODE_BEFORE_DIGIT = re.compile(r"(?<=[A-Z]{3})(?=\d)")  # Babel leaves out the space CLDR asks for


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for it, which Babel extracts
    """Mark `msgid` for translation without translating it yet."""
    return msgid


def choose_locale(*, query: str | None = None, cookie: str | None = None, accept_language: str | None = None) -> str:
    """Return the locale to speak: `?lang=` if we have it, else the cookie, else Accept-Language, else English."""
    for tag in (query, cookie, *_preferred(accept_language or "")):
        locale = _locale_of(tag or "")
        if locale is not None:
            return locale
    return FALLBACK


def html_lang(locale: str) -> str:
    """Return the BCP 47 tag of `locale`: zh_CN → zh-CN."""
    return locale.replace("_", "-")


def _locale_of(tag: str) -> str | None:
    spoken = tag.strip().lower().replace("_", "-").partition("-")[0]
    return {"zh": "zh_CN", "en": "en"}.get(spoken)


def _preferred(header: str) -> Iterator[str]:
    """Yield the language tags of an Accept-Language header, the most wanted first."""
    ranges = [part.partition(";") for part in header.split(",") if part.strip()]
    weighted = [(tag.strip(), _weight(parameters)) for tag, _, parameters in ranges]
    for tag, weight in sorted(weighted, key=lambda item: -item[1]):
        if weight > 0:
            yield tag


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


@lru_cache(maxsize=len(LOCALES))
def translations(locale: str) -> NullTranslations:
    """Return the catalogue of `locale`; English is written in the sources and needs none."""
    return translation(DOMAIN, LOCALES_DIR, languages=[locale], fallback=locale == FALLBACK)


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its words, and how it writes money, dates and rates. Made by `language`."""

    locale: str

    @property
    def tag(self) -> str:
        """The BCP 47 tag, for `<html lang>`."""
        return html_lang(self.locale)

    @property
    def between_sentences(self) -> str:
        """What stands between two sentences: a space, but none in Chinese."""
        return "" if self.locale.startswith("zh") else " "

    def gettext(self, msgid: str) -> str:
        """Return `msgid` in this language."""
        return translations(self.locale).gettext(msgid)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the form of a message that goes with `count`."""
        return translations(self.locale).ngettext(singular, plural, count)

    def name(self, given: str) -> str:
        """Return what a line is called; the names a sandbox makes up are in the catalogue, but for their numbers."""
        words, _, number = given.rpartition(" ")
        if words and number.isdecimal():
            return f"{self.gettext(words)} {number}"
        return self.gettext(given) if given else given

    def money(self, minor: int, currency: str) -> str:
        """Write minor units with the currency's sign: (123450, "CNY") → ¥1,234.50."""
        return _money(minor, currency, self.locale)

    def signed_money(self, minor: int, currency: str) -> str:
        """As money, with a plus or a true minus sign in front; nothing in front of zero."""
        sign = "+" if minor > 0 else "\N{MINUS SIGN}" if minor < 0 else ""
        return sign + _money(abs(minor), currency, self.locale)

    def day(self, on: date) -> str:
        """Write a calendar date."""
        return _day(on, self.locale)

    def moment(self, at: datetime, zone: str) -> str:
        """Write an instant as date and time of the IANA `zone`."""
        local = at.astimezone(ZoneInfo(zone))
        return f"{_day(local.date(), self.locale)} {format_time(local, 'HH:mm', locale=self.locale)}"

    def percent(self, bps: int) -> str:
        """Write basis points as per cent: 1825 → 18.25%."""
        return _percent(bps, self.locale)


@lru_cache(maxsize=len(LOCALES))
def language(locale: str) -> Language:
    """Return the language of one of LOCALES."""
    return Language(locale)


@lru_cache(maxsize=_CACHED_FORMATS)
def _money(minor: int, currency: str, locale: str) -> str:
    written: str = format_currency(Decimal(format_minor(minor, currency)), currency, locale=locale)
    return _CODE_BEFORE_DIGIT.sub("\N{NO-BREAK SPACE}", written)


@lru_cache(maxsize=_CACHED_FORMATS)
def _day(on: date, locale: str) -> str:
    return format_date(on, format="medium", locale=locale)


@lru_cache(maxsize=_CACHED_FORMATS)
def _percent(bps: int, locale: str) -> str:
    written: str = format_percent(Decimal(bps).scaleb(-4), format="#,##0.##%", locale=locale)
    return written
