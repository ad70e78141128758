"""A product: everything about a line's price and repayment that is the lender's choice, as one dated value."""

from datetime import date
from enum import StrEnum

from creditline.dates.rest_days import WEEKENDS_ONLY, RestDays
from creditline.ledger.account import Account
from creditline.money.day_count import DayCount
from creditline.money.rounding import round_half_up
from creditline.values import dataclass

_BPS = 10_000


class Method(StrEnum):
    """How a draw is repaid."""

    REVOLVING = "revolving"
    BULLET = "bullet"
    INTEREST_FIRST = "interest_first"
    EQUAL_PRINCIPAL = "equal_principal"
    EQUAL_INSTALMENTS = "equal_instalments"


class DueDay(StrEnum):
    """Which day of the month instalments are due on: the draw's own, or the line's."""

    DRAW = "draw"
    LINE = "line"


class Prepayment(StrEnum):
    """Which instalments money paid ahead of time takes first."""

    NEXT = "next"
    LAST = "last"


class MethodNotOffered(ValueError):
    """A draw is repaid by one of the methods its product offers."""

    code = "method-not-offered"

    def __init__(self, method: Method, product: "Product | None") -> None:
        if product is None:
            super().__init__(f"The line has no product, so its draws only revolve. Leave the method '{method}' out.")
            return
        offered = ", ".join(product.methods)
        super().__init__(f"The product '{product.id}' is not repaid by '{method}'. Choose one of: {offered}.")


class PeriodsNotOffered(ValueError):
    """A draw is repaid in one of the numbers of months its product offers."""

    code = "periods-not-offered"

    def __init__(self, periods: int, product: "Product") -> None:
        offered = ", ".join(map(str, product.periods)) or "none, it only revolves"
        super().__init__(f"The product '{product.id}' is not repaid over {periods} months. Choose one of: {offered}.")


class RailUnknown(ValueError):
    """A repayment comes by a rail its product names."""

    code = "rail-unknown"

    def __init__(self, rail: str, product: "Product | None") -> None:
        if product is None:
            super().__init__(f"The line has no product, so it knows no rails. Leave the rail '{rail}' out.")
            return
        known = ", ".join(rail.name for rail in product.rails) or "none"
        super().__init__(f"The product '{product.id}' takes no repayment by '{rail}'. Its rails are: {known}.")


@dataclass(frozen=True, slots=True)
class Rail:
    """A way money comes in.

    final: what came in can never be taken back. returnable_days: banking days after the payment until it is final; the
    last of them begins with the release, so a rail whose banks may still return on that day needs one more.
    released_bps: how much of the line a repayment gives back before it is final, in parts of 10,000 of its principal.
    """

    name: str
    final: bool = True
    returnable_days: int = 0
    released_bps: int = _BPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One version of a product, in force from `valid_from`; docs/reference/products.md explains each field.

    Amounts are minor units of `currency`, rates and shares parts of 10,000, rates a year. The first of `methods` and
    of `periods` is the default; `periods` is empty for what only revolves. `penalty_rate_bps` comes on top of the
    rate, on overdue principal. `buckets` holds the last day past due of each bucket.
    """

    id: str
    valid_from: date
    currency: str
    name_en: str
    name_zh: str
    rate_bps: int
    day_count: DayCount = DayCount.ACT_365
    methods: tuple[Method, ...] = (Method.REVOLVING,)
    periods: tuple[int, ...] = ()
    due_day: DueDay = DueDay.DRAW
    line_due_day: int | None = None
    statement_day: int | None = None
    due_after_days: int = 0
    minimum_share_bps: int = _BPS
    minimum_floor_minor: int = 0
    grace_days: int = 0
    late_fee_minor: int = 0
    early_repayment_fee_bps: int = 0
    returned_payment_fee_minor: int = 0
    penalty_rate_bps: int = 0
    waterfall: tuple[Account, ...] = (Account.FEES, Account.INTEREST, Account.PRINCIPAL)
    prepayment: Prepayment = Prepayment.NEXT
    buckets: tuple[int, ...] = (30, 60, 90, 120, 180)
    charge_off_after_days: int | None = None
    term_months: int | None = None
    rails: tuple[Rail, ...] = (Rail("push"),)
    rate_cap: str | None = None
    rest_days: RestDays = WEEKENDS_ONLY

    @property
    def revolves(self) -> bool:
        """Whether draws may be owed without instalments, and statements ask for them."""
        return Method.REVOLVING in self.methods


def choose_plan(product: Product, method: Method | None = None, periods: int | None = None) -> tuple[Method, int]:
    """Return how a draw is repaid and over how many months; what is not said is the product's first.

    0 months for what revolves. Raise MethodNotOffered or PeriodsNotOffered.
    """
    chosen = method or product.methods[0]
    if chosen not in product.methods:
        raise MethodNotOffered(chosen, product)
    offered = (0,) if chosen is Method.REVOLVING else product.periods
    months = offered[0] if periods is None else periods
    if months not in offered:
        raise PeriodsNotOffered(months, product)
    return chosen, months


def rail_named(product: Product, name: str) -> Rail:
    """Return the rail called `name`; raise RailUnknown."""
    for rail in product.rails:
        if rail.name == name:
            return rail
    raise RailUnknown(name, product)


def minimum_minor(product: Product, *, fees_minor: int, interest_minor: int, principal_minor: int) -> int:
    """Return what a statement asks for at least: fees, interest and max(floor, share) of principal, if that is owed."""
    share, _ = round_half_up(principal_minor * product.minimum_share_bps, _BPS)
    principal = min(principal_minor, max(product.minimum_floor_minor, share))
    return fees_minor + interest_minor + principal


def bucket_of(product: Product, days_past_due: int) -> int:
    """Return the number of the bucket: 0 for nothing past due, 1 up to the first bucket's last day, and so on."""
    if days_past_due <= 0:
        return 0
    return 1 + sum(days_past_due > last for last in product.buckets)
