"""The legal cap on what credit may cost, by the name a product refers to it. The one place to plug a law in."""

import tomllib
from datetime import date
from functools import cache

from creditline.money.annual_cost import MILLIONTHS_PER_BPS
from creditline.store.product_files import ProductUnreadable, read_percent
from creditline.store.products import PRICE_CAPS, SHIPPED


def price_cap(reference: str, on: date) -> int | None:
    """Return the highest all-in yearly cost on `on`, in millionths of a percent; None where none is in force.

    Raises ProductUnreadable for a reference that nothing stands behind: a misspelt cap must not mean no cap.
    """
    caps = _table().get(reference)
    if caps is None:
        raise ProductUnreadable(PRICE_CAPS, reference, "There is no cap of this name. Add it, or mend the product.")
    in_force = [cap for valid_from, cap in caps if valid_from <= on]
    return in_force[-1] if in_force else None


@cache
def _table() -> dict[str, tuple[tuple[date, int], ...]]:
    text = (SHIPPED / PRICE_CAPS).read_text(encoding="utf-8")
    return {name: tuple(sorted(_dated(name, row) for row in rows)) for name, rows in tomllib.loads(text).items()}


def _dated(name: str, row: dict[str, object]) -> tuple[date, int]:
    cap, valid_from = read_percent(row.get("cap"), 2), row.get("from")
    if cap is None or not isinstance(valid_from, date):
        raise ProductUnreadable(PRICE_CAPS, name, "Write a day and a percentage: from = 2026-01-01, cap = '24 %'.")
    return valid_from, cap * MILLIONTHS_PER_BPS
