"""What the lender reports about itself, and what it is bounded by: dated figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from creditline.store.database import Database, fetch_all
from creditline.store.queries import query
from creditline.store.rows import Row


class FigureName(StrEnum):
    """Which figure it is. Each binds by itself: one that was never reported bounds nothing."""

    BANK_TIER_1_CAPITAL = "bank_tier_1_capital"
    BANK_ALL_LOANS = "bank_all_loans"
    MICRO_LENDER_NET_ASSETS = "micro_lender_net_assets"


@dataclass(frozen=True, slots=True, kw_only=True)
class LenderFigure:
    """One figure, minor units, in force from `valid_from` until the next one of its name and currency."""

    name: FigureName
    valid_from: date
    amount_minor: int
    currency: str
    booked_at: datetime

    @property
    def bounds_borrowers(self) -> bool:
        """Whether every borrower is bounded by it, and not only joint loans."""
        return self.name is FigureName.MICRO_LENDER_NET_ASSETS


def figure_on(figures: Iterable[LenderFigure], name: FigureName, currency: str, day: date) -> int | None:
    """Return the figure in force on `day`, or None if none was reported by then."""
    counting = [
        figure for figure in figures if figure.name is name and figure.currency == currency and figure.valid_from <= day
    ]
    return max(counting, key=lambda figure: figure.valid_from).amount_minor if counting else None


async def read_figures(database: Database) -> list[LenderFigure]:
    """Return all figures, by name, currency and day."""
    async with database.reader() as connection:
        return [figure_from_row(row) for row in await fetch_all(connection, query("lender_figures"))]


def figure_from_row(row: Row) -> LenderFigure:
    """Read a figure from a row of `lender_figure`."""
    return LenderFigure(**{**row, "name": FigureName(row["name"])})
