"""Products written as TOML: from a file's text to dated versions, and what to mend where it cannot be read."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from creditline.dates.rest_days import EVERY_DAY_COUNTS, WEEKENDS_ONLY, RestDays
from creditline.ledger.account import Account
from creditline.lines.product import DueDay, Method, Prepayment, Product, Rail
from creditline.money.amount import parse_minor
from creditline.money.currency import decimals_of
from creditline.money.day_count import DayCount

Calendar = Callable[[str], RestDays]

_PERCENT = re.compile(r"([0-9]{1,5})(?:\.([0-9]{1,4}))? ?%")
_ID = re.compile(r"[a-z][a-z0-9-]{1,39}")
_OWED = {Account.FEES, Account.INTEREST, Account.PRINCIPAL}
_CALENDARS = {"none": EVERY_DAY_COUNTS, "weekends": WEEKENDS_ONLY}


class ProductUnreadable(ValueError):
    """A product's file says something that cannot be used."""

    code = "product-unreadable"

    def __init__(self, file: str, field: str, mend: str) -> None:
        super().__init__(f"{file}: {field}: {mend}")


def read_products(file: str, text: str, calendar: Calendar) -> tuple[Product, ...]:
    """Return the versions that a product's file holds, the earliest first; raise ProductUnreadable.

    `calendar` gives the rest days of a country.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise ProductUnreadable(file, "TOML", f"{cause}. Write the file as TOML.") from cause
    name = table.pop("id", None)
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise ProductUnreadable(file, "id", 'Give the product a name of small letters, such as id = "revolving".')
    versions = table.pop("version", None)
    if table or not isinstance(versions, list) or not versions:
        extra = ", ".join(table) or "version"
        raise ProductUnreadable(file, extra, "Besides id a file holds [[version]] tables, at least one.")
    products = [_Version(file, number, version, calendar).product(name) for number, version in enumerate(versions, 1)]
    days = [product.valid_from for product in products]
    if days != sorted(set(days)):
        raise ProductUnreadable(file, "valid_from", "Order the versions by their days, each later than the one before.")
    return tuple(products)


def read_percent(text: object, decimals: int) -> int | None:
    """Return '18 %' in units of a percent's `decimals`-th decimal: ('18 %', 2) is 1800 bps; None if it is none."""
    match = _PERCENT.fullmatch(text) if isinstance(text, str) else None
    if match is None or len(match[2] or "") > decimals:
        return None
    return int(match[1] + (match[2] or "").ljust(decimals, "0"))


class _Version:
    """One [[version]] table, read field by field; what is left over in the end is no field."""

    def __init__(self, file: str, number: int, table: Mapping[str, Any], calendar: Calendar) -> None:
        self._file, self._number, self._calendar = file, number, calendar
        self._rest = dict(table)

    def product(self, name: str) -> Product:
        currency = self._text("currency")
        self._checked("currency", lambda: decimals_of(currency))
        day_count = self._one_of("day_count", DayCount, DayCount.ACT_365)
        read = {
            "id": name,
            "valid_from": self._day("valid_from"),
            "currency": currency,
            "name_en": self._text("name_en"),
            "name_zh": self._text("name_zh"),
            "rate_bps": self._rate(day_count),
            "day_count": day_count,
            "methods": self._methods(),
            "periods": self._periods(),
            "due_day": self._one_of("due_day", DueDay, DueDay.DRAW),
            "line_due_day": self._day_of_month("line_due_day"),
            "statement_day": self._day_of_month("statement_day"),
            "due_after_days": self._whole("due_after_days", 0),
            "minimum_share_bps": self._percent("minimum_share", "100 %"),
            "minimum_floor_minor": self._amount("minimum_floor", currency),
            "grace_days": self._whole("grace_days", 0),
            "late_fee_minor": self._amount("late_fee", currency),
            "early_repayment_fee_bps": self._percent("early_repayment_fee", "0 %"),
            "returned_payment_fee_minor": self._amount("returned_payment_fee", currency),
            "penalty_rate_bps": self._percent("penalty_rate", "0 %"),
            "waterfall": self._waterfall(),
            "prepayment": self._one_of("prepayment", Prepayment, Prepayment.NEXT),
            "buckets": self._buckets(),
            "charge_off_after_days": self._whole("charge_off_after_days", None),
            "term_months": self._whole("term_months", None),
            "rails": self._rails(),
            "rate_cap": self._rest.pop("rate_cap", None),
            "rest_days": self._rest_days(),
        }
        if self._rest:
            raise self._wrong(next(iter(self._rest)), "There is no such field. docs/reference/products.md lists them.")
        return self._coherent(Product(**read))

    def _coherent(self, product: Product) -> Product:
        if product.due_day is DueDay.LINE and product.line_due_day is None:
            raise self._wrong("line_due_day", "Name the day of the month: due_day is 'line'.")
        if not product.periods and set(product.methods) != {Method.REVOLVING}:
            raise self._wrong("periods", "Name the numbers of months, such as [12, 6]: a method has instalments.")
        return product

    def _wrong(self, field: str, mend: str) -> ProductUnreadable:
        return ProductUnreadable(self._file, f"version {self._number}, {field}", mend)

    def _checked(self, field: str, read: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is read
        try:
            return read()
        except (ValueError, TypeError, KeyError) as wrong:
            raise self._wrong(field, str(wrong)) from wrong

    def _text(self, field: str) -> str:
        value = self._rest.pop(field, None)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(field, "Give a text.")
        return value

    def _day(self, field: str) -> date:
        value = self._rest.pop(field, None)
        if type(value) is not date:
            raise self._wrong(field, "Give a day without quotes, such as 2026-01-01.")
        return value

    def _whole(self, field: str, otherwise: int | None) -> Any:  # noqa: ANN401 - None only where it may be left out
        value = self._rest.pop(field, otherwise)
        if value is not None and (type(value) is not int or value < 0):
            raise self._wrong(field, "Give a whole number from 0.")
        return value

    def _day_of_month(self, field: str) -> int | None:
        value = self._whole(field, None)
        if value is not None and not 1 <= value <= 31:  # noqa: PLR2004 - days of the longest month
            raise self._wrong(field, "Give a day of the month, 1 to 31.")
        return value  # type: ignore[no-any-return]

    def _percent(self, field: str, otherwise: str) -> int:
        share = read_percent(self._rest.pop(field, otherwise), 2)
        if share is None:
            raise self._wrong(field, "Give a percentage with at most two decimals, such as '10 %'.")
        return share

    def _amount(self, field: str, currency: str) -> int:
        text = self._rest.pop(field, "0")
        return int(self._checked(field, lambda: parse_minor(text, currency)))

    def _rate(self, day_count: DayCount) -> int:
        yearly, daily = self._rest.pop("yearly_rate", None), self._rest.pop("daily_rate", None)
        if (yearly is None) == (daily is None):
            raise self._wrong("yearly_rate", "Give one of the two: yearly_rate = '18 %' or daily_rate = '0.05 %'.")
        if yearly is not None:
            rate = read_percent(yearly, 2)
            mend = "Give a percentage with at most two decimals, such as '18 %'."
        else:
            a_day = read_percent(daily, 4)
            rate = None if a_day is None or a_day * day_count.year_days % 100 else a_day * day_count.year_days // 100
            mend = "Give a percentage, such as '0.05 %', that over a year makes whole hundredths of a percent."
        if rate is None:
            raise self._wrong("daily_rate" if yearly is None else "yearly_rate", mend)
        return rate

    def _one_of(self, field: str, kind: Any, otherwise: Any) -> Any:  # noqa: ANN401 - an enumeration and its member
        value = self._rest.pop(field, otherwise)
        if value not in list(kind):
            raise self._wrong(field, f"Choose one of: {', '.join(kind)}.")
        return kind(value)

    def _list(self, field: str, otherwise: list[Any]) -> list[Any]:
        value = self._rest.pop(field, otherwise)
        if not isinstance(value, list):
            raise self._wrong(field, "Give a list, in square brackets.")
        return value

    def _methods(self) -> tuple[Method, ...]:
        given = self._list("methods", ["revolving"])
        if not given or len(set(given)) != len(given) or not set(given) <= set(Method):
            raise self._wrong("methods", f"List some of these, the usual one first: {', '.join(Method)}.")
        return tuple(map(Method, given))

    def _periods(self) -> tuple[int, ...]:
        given = self._list("periods", [])
        if any(type(each) is not int or not 1 <= each <= 360 for each in given):  # noqa: PLR2004 - thirty years
            raise self._wrong("periods", "List numbers of months, such as [12, 3, 6, 24], the usual one first.")
        return tuple(given)

    def _buckets(self) -> tuple[int, ...]:
        given = self._list("buckets", [30, 60, 90, 120, 180])
        if any(type(each) is not int for each in given) or given != sorted(set(given)) or not given:
            raise self._wrong("buckets", "List the last day of each bucket, rising, such as [30, 60, 90].")
        return tuple(given)

    def _waterfall(self) -> tuple[Account, ...]:
        given = self._list("waterfall", ["fees", "interest", "principal"])
        if len(given) != len(_OWED) or set(given) != set(_OWED):
            raise self._wrong("waterfall", "List fees, interest and principal, each once, the first paid first.")
        return tuple(map(Account, given))

    def _rails(self) -> tuple[Rail, ...]:
        return tuple(self._rail(each) for each in self._list("rails", [{"name": "push"}]))

    def _rail(self, table: Any) -> Rail:  # noqa: ANN401 - checked here
        days, share = table.get("returnable_days", 0), read_percent(table.get("released", "100 %"), 2)
        strange = set(table) - {"name", "returnable_days", "released"}
        if strange or not _named(table) or type(days) is not int or share is None or share > 10_000:  # noqa: PLR2004
            raise self._wrong("rails", "Write { name = 'direct_debit', returnable_days = 2, released = '0 %' }.")
        return Rail(name=table["name"], final=days == 0, returnable_days=days, released_bps=share)

    def _rest_days(self) -> RestDays:
        name = self._rest.pop("rest_days", "weekends")
        if name in _CALENDARS:
            return _CALENDARS[name]
        try:
            return self._calendar(name)
        except LookupError as unknown:
            raise self._wrong("rest_days", f"{unknown} Or write 'weekends' or 'none'.") from unknown


def _named(table: Mapping[str, Any]) -> bool:
    return isinstance(table.get("name"), str) and bool(re.fullmatch(r"[a-z_]{1,30}", table["name"]))
