"""Reading a line from the one text that lock_lines.sql makes of it: a tenth of the cost of a row of values."""

from datetime import date, datetime
from functools import lru_cache

from creditline.lines.line import Balances, Line, Terms
from creditline.store.rows import STATUS, terms_of
from creditline.store.servicing_json import servicing_from_json

_STATE_FIELDS = 14


def line_from_text(text: str) -> Line:
    """Read a line, without the names of its open holds, which have rows of their own."""
    (
        marks,
        status,
        limit,
        principal,
        interest,
        fees,
        credit,
        held,
        residue,
        accrued_on,
        moved_at,
        version,
        servicing,
        length,
        rest,
    ) = text.split("\t", _STATE_FIELDS)
    cut = int(length)
    return Line(
        id=rest[:cut],
        terms=_terms(rest[cut:]),
        status=STATUS[status],
        limit_minor=int(limit) if limit else None,
        balances=Balances(int(principal), int(interest), int(fees), int(credit)),
        held_minor=int(held),
        accrual_residue=int(residue),
        accrued_on=_date(accrued_on),
        moved_at=datetime.fromisoformat(moved_at),
        version=int(version),
        servicing=servicing_from_json(servicing or None),
        constrained=marks[0] == "c",
    )


def is_decided(text: str) -> bool:
    """Whether the limit of the line that `text` tells of is decided by a policy."""
    return text[1] == "d"


@lru_cache(maxsize=16_384)
def _terms(text: str) -> Terms:  # a line's terms never change, and a line that is locked often is read often
    currency, rate_bps, day_count, zone, opened_on, expires_on, product_id, product_from, name = text.split("\t", 8)
    return terms_of(
        name,
        currency,
        int(rate_bps),
        day_count,
        zone,
        date.fromisoformat(opened_on),
        date.fromisoformat(expires_on) if expires_on else None,
        product_id or None,
        date.fromisoformat(product_from) if product_from else None,
    )


@lru_cache(maxsize=1_024)
def _date(text: str) -> date:
    return date.fromisoformat(text)
