"""What a feature may know of an event: a small neutral value, so that features depend on no table and no command."""

from datetime import date
from enum import StrEnum

from creditline.lines.attested_fact import FactKind
from creditline.lines.payer import Payer
from creditline.values import dataclass


class Kind(StrEnum):
    """What was observed. The last five are attested facts about the borrower, not events of the line.

    DUE: a due date has ended; the least that was asked is `amount_minor`, paid by then `part_minor`.
    DECLINED: a draw of more than was available; nothing moved.
    RETURNED: a repayment was taken back by the bank; the repayment itself is not observed any more.
    LEVEL: only the line's levels moved (a limit, a refund, a fee).
    INCOME, EXTERNAL_DEBT are a month's income and all debt elsewhere; INQUIRIES a count of other lenders' enquiries.
    REVENUE: a month's turnover, of which `part_minor` came from the largest customer.
    """

    OPENED = "opened"
    CASH_DRAW = "cash_draw"
    PURCHASE = "purchase"
    DECLINED = "declined"
    REPAYMENT = "repayment"
    RETURNED = "returned"
    DUE = "due"
    LEVEL = "level"
    INCOME = "income"
    ASSETS = "assets"
    EXTERNAL_DEBT = "external_debt"
    INQUIRIES = "inquiries"
    REVENUE = "revenue"


ATTESTED = frozenset(Kind(kind) for kind in FactKind)
WITHOUT_LEVELS = ATTESTED | {Kind.DECLINED}
"""Kinds that leave the line's levels as they are: their drawn_minor, limit_minor, overdue_since are not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One observation, on a business date. Amounts are minor units, none of them negative.

    drawn_minor, limit_minor: principal owed and limit in force after it; limit None where none is decided.
    overdue_since: the oldest due date not yet paid in full after it; days past due are counted from there.
    in_full: of a due date, whether all that was billed was paid by then, and not only the least of it.
    days_early: of a repayment, how many days before the next due date it came; None where nothing had been asked yet.
    until: of an attested fact, the last day it may be used (a consent or a document runs out); None for no end.
    amount_minor None on a fact takes it back: from that day it is not known.
    """

    kind: Kind
    on: date
    amount_minor: int | None = 0
    part_minor: int = 0
    payer: Payer | None = None
    in_full: bool = False
    days_early: int | None = None
    drawn_minor: int = 0
    limit_minor: int | None = None
    overdue_since: date | None = None
    until: date | None = None
