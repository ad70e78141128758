"""The portfolio: what is lent, how far limits are used, how late, how that moves, how old, what flows; by currency."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from litestar import Response, get

from creditline.money.amount import format_minor
from creditline.store.portfolio import FIGURES, Sum, read_sums
from creditline.usecases.export_table import Rows
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.views import permille
from creditline.web.console.frame import console_page
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.i18n import N_, Language

_A_YEAR = timedelta(days=366)
_NONE, _OVER = 0, 11
TITLES = {
    "exposure": N_("Exposure"),
    "utilisation": N_("Utilisation: how much of the limit is drawn"),
    "buckets": N_("Buckets of days past due, at each line's last closed day"),
    "rolls": N_("Rolls: where the lines of each bucket went in thirty days"),
    "vintages": N_("Vintages: by quarter of opening"),
    "flows": N_("Flows of the last twelve months"),
}
_COLUMNS = {
    "limit": N_("Limit"),
    "drawn": N_("Drawn"),
    "held": N_("On hold"),
    "repaid": N_("Repaid"),
    "late": N_("30 days late or more"),
    "better": N_("Better"),
    "same": N_("Same"),
    "worse": N_("Worse"),
}
_SHOWN = {
    "exposure": ("limit", "drawn", "held"),
    "utilisation": ("limit", "drawn"),
    "buckets": ("limit", "drawn"),
    "rolls": ("drawn", "better", "same", "worse"),
    "vintages": ("limit", "drawn", "late"),
    "flows": ("drawn", "repaid"),
}
HEADER = ("figure", "currency", "group", "lines", "limit", "drawn", "held", "repaid", "late", "better", "worse")


@dataclass(frozen=True, slots=True)
class Bar:
    """One group in words, with the width of its bar in thousandths of the longest."""

    label: str
    lines: int
    cells: tuple[str, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in one currency."""

    name: str
    title: str
    currency: str
    columns: tuple[str, ...]
    bars: tuple[Bar, ...]


@get("/console/portfolio", include_in_schema=False)
async def show_portfolio(request: AppRequest) -> Response[str]:
    """Show the sums."""
    desk, language = desk_of(request), frame_of(request).language
    figures = [
        figure for name in FIGURES for figure in _figures(name, await _sums(desk, name, desk.clock.now()), language)
    ]
    return console_page(request, "portfolio.html", figures=figures)


async def portfolio_rows(desk: Desk) -> Rows:
    """Return every sum as a row under HEADER."""
    now = desk.clock.now()
    return [_exported(name, one) for name in FIGURES for one in await _sums(desk, name, now)]


async def _sums(desk: Desk, name: str, now: datetime) -> list[Sum]:
    return await read_sums(desk.database, name, since=now - _A_YEAR)


def _figures(name: str, sums: list[Sum], language: Language) -> list[Figure]:
    return [
        _figure(name, currency, [one for one in sums if one.currency == currency], language)
        for currency in dict.fromkeys(one.currency for one in sums)
    ]


def _figure(name: str, currency: str, sums: list[Sum], language: Language) -> Figure:
    longest = max((_length(name, one) for one in sums), default=0)
    return Figure(
        name=name,
        title=language.gettext(TITLES[name]),
        currency=currency,
        columns=tuple(language.gettext(_COLUMNS[column]) for column in _SHOWN[name]),
        bars=tuple(_bar(name, one, longest, language) for one in sums),
    )


def _bar(name: str, one: Sum, longest: int, language: Language) -> Bar:
    return Bar(
        label=_label(name, one, language),
        lines=one.lines,
        cells=tuple(_cell(column, one, language) for column in _SHOWN[name]),
        width=permille(_length(name, one), longest or 1),
    )


def _cell(column: str, one: Sum, language: Language) -> str:
    """Say an amount as money, and a count of lines as its share of the group."""
    match column:
        case "limit" | "drawn" | "held" | "repaid":
            return language.money(getattr(one, f"{column}_minor"), one.currency)
        case "same":
            return language.percent((one.lines - one.better - one.worse) * 10_000 // one.lines)
        case _:
            return language.percent(getattr(one, column) * 10_000 // one.lines)


def _length(name: str, one: Sum) -> int:
    return one.drawn_minor if name in {"exposure", "flows"} else one.lines


def _label(name: str, one: Sum, language: Language) -> str:
    if name in {"buckets", "rolls"}:
        late = language.gettext("bucket %(number)s") % {"number": one.label}
        return language.gettext("current") if one.label == "0" else late
    if name != "utilisation":
        return one.label
    tenth = int(one.label)
    if tenth == _NONE:
        return language.gettext("nothing drawn")
    return language.gettext("more than the limit") if tenth == _OVER else f"{tenth * 10 - 10}–{tenth * 10}%"


def _exported(name: str, one: Sum) -> tuple[str, ...]:
    amounts = (one.limit_minor, one.drawn_minor, one.held_minor, one.repaid_minor)
    money = (format_minor(minor, one.currency) for minor in amounts)
    return (name, one.currency, one.label, str(one.lines), *money, str(one.late), str(one.better), str(one.worse))


HANDLERS = [show_portfolio]
