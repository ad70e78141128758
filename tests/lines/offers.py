"""Products for stories: simple numbers, and no day is a day of rest unless a test says so."""

from typing import Any

from building import FIRST_DAY
from creditline.dates.rest_days import EVERY_DAY_COUNTS
from creditline.lines.product import Method, Product, Rail
from creditline.money.day_count import DayCount

INSTALMENTS = (Method.EQUAL_INSTALMENTS, Method.EQUAL_PRINCIPAL, Method.INTEREST_FIRST, Method.BULLET)
DEBIT = Rail("direct_debit", final=False, returnable_days=2, released_bps=0)
CARD = Rail("card", final=False, returnable_days=5, released_bps=5_000)


def make_product(**changes: Any) -> Product:
    """Instalments over 12, 3, 6 or 24 months on the draw's day; 18 % a year in months of thirty days."""
    offered: dict[str, Any] = {
        "id": "test",
        "valid_from": FIRST_DAY,
        "currency": "CNY",
        "name_en": "Test",
        "name_zh": "试验",
        "rate_bps": 1_800,
        "day_count": DayCount.THIRTY_E_360,
        "methods": INSTALMENTS,
        "periods": (12, 3, 6, 24),
        "rest_days": EVERY_DAY_COUNTS,
        "rails": (Rail("push"), DEBIT, CARD),
        "charge_off_after_days": 180,
    }
    return Product(**(offered | changes))


def make_revolving(**changes: Any) -> Product:
    """A statement on the 5th, due twenty days later, a tenth of the principal at least, three days of grace."""
    revolving: dict[str, Any] = {
        "rate_bps": 0,
        "methods": (Method.REVOLVING,),
        "periods": (),
        "statement_day": 5,
        "due_after_days": 20,
        "minimum_share_bps": 1_000,
        "grace_days": 3,
    }
    return make_product(**(revolving | changes))


def with_product(product: Product, **more: Any) -> dict[str, Any]:
    """The terms of a story's line with this product."""
    terms = {"product": product, "rate_bps": product.rate_bps, "day_count": product.day_count}
    return terms | more
