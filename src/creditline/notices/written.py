"""Amounts, days and instants as both languages write them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from creditline.money.amount import format_minor
from creditline.money.grouped import grouped
from creditline.notices.notice import Both

_HUNDRED = 100
_YUAN = "元"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As the pages write them, whatever the machine's locale."""


def amount(minor: int | None, currency: str) -> Both:
    """Write an amount; None is no limit at all."""
    if minor is None:
        return "none", "无"
    digits = grouped(format_minor(minor, currency))
    return f"{digits} {currency}", f"{digits} {_YUAN if currency == 'CNY' else currency}"


def day(on: date) -> Both:
    """Write a day."""
    return f"{_MONTHS[on.month - 1]} {on.day}, {on.year}", f"{on.year}年{on.month}月{on.day}日"


def instant(at: datetime, zone: str) -> Both:
    """Write an instant to the minute, where the lender keeps its books."""
    local = at.astimezone(ZoneInfo(zone))
    clock = f"{local.hour:02}:{local.minute:02}"
    en, zh = day(local.date())
    return f"{en} {clock}", f"{zh} {clock}"


def rate(bps: int) -> Both:
    """Write a yearly rate."""
    text = f"{bps // _HUNDRED}.{bps % _HUNDRED:02}%"
    return text, text


def same(text: str) -> Both:
    """Write what is the same in every language."""
    return text, text


def language_for(currency: str) -> str:
    """Return the language that binds: Chinese where the line is kept in yuan, as its rules ask; English elsewhere."""
    return "zh" if currency == "CNY" else "en"
