"""The UCI data set "default of credit card clients": 30,000 clients of a bank in Taiwan, April to September 2005.

Source: I-Cheng Yeh, C.-H. Lien (2009), UCI Machine Learning Repository, data set 350, CC BY 4.0.
Index 1 of BILL_AMT and PAY_AMT is September 2005, index 6 is April. Amounts are whole New Taiwan dollars.

The file has what was billed and what was paid; what was bought follows from the identity of a statement:
charges(t) = bill(t) − bill(t−1) + payment(t), with nothing billed before April. The bills contain the bank's
interest and fees already, so the lines bear no interest here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from creditline.lines.commands import Command, Draw, MerchantRefund, OpenLine, Repay
from creditline.lines.line import Terms
from creditline.money.currency import decimals_of
from creditline.money.day_count import DayCount
from creditline.simulation.stamp import stamped
from creditline.simulation.tables import read_table

ZONE = "Asia/Taipei"
CURRENCY = "TWD"
OPENED_ON = date(2005, 4, 1)
MONTH_ENDS = (
    date(2005, 4, 30),
    date(2005, 5, 31),
    date(2005, 6, 30),
    date(2005, 7, 31),
    date(2005, 8, 31),
    date(2005, 9, 30),
)

_WHAT = "the UCI table of credit card clients (ID, LIMIT_BAL, BILL_AMT1 to 6, PAY_AMT1 to 6; or ID, X1 to X23)"
_ACTOR = "import taiwan"
_REASON = "Limit as given in the data set (LIMIT_BAL)."
_MINOR_OF_DOLLAR = 10 ** decimals_of(CURRENCY)
_NOON = time(12, tzinfo=ZoneInfo(ZONE))
_OPENED_AT = datetime.combine(OPENED_ON, time(0, tzinfo=ZoneInfo(ZONE)))
_PAID_AT = tuple(datetime.combine(end.replace(day=15), _NOON) for end in MONTH_ENDS)
_CHARGED_AT = tuple(datetime.combine(end.replace(day=25), _NOON) for end in MONTH_ENDS)
_BILLS = tuple(f"BILL_AMT{index}" for index in range(6, 0, -1))
_PAYMENTS = tuple(f"PAY_AMT{index}" for index in range(6, 0, -1))
_ORDER = ("ID", "LIMIT_BAL", *_BILLS, *_PAYMENTS)
_OTHER_NAMES = {
    "ID": "UNNAMED_0",
    "LIMIT_BAL": "X1",
    **{f"BILL_AMT{index}": f"X{11 + index}" for index in range(1, 7)},
    **{f"PAY_AMT{index}": f"X{17 + index}" for index in range(1, 7)},
}
_WHOLE = re.compile(r"\s*(-?\d{1,12})(?:\.0*)?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One client: limit, and for each of the six months, April first, the bill and the payment, in minor units.

    A negative bill is a credit balance.
    """

    row: int
    number: int
    limit_minor: int
    bills_minor: tuple[int, ...]
    payments_minor: tuple[int, ...]

    @property
    def line_id(self) -> str:
        """The id of the client's line."""
        return f"line_taiwan_{self.number}"

    @property
    def charges_minor(self) -> tuple[int, ...]:
        """What was bought in each month, April first; negative where refunds outweigh purchases."""
        before = (0, *self.bills_minor[:-1])
        months = zip(self.bills_minor, before, self.payments_minor, strict=True)
        return tuple(bill - previous + payment for bill, previous, payment in months)

    @property
    def commands(self) -> int:
        """How many commands `commands_of` gives for this client."""
        return 1 + sum(1 for amount in (*self.payments_minor, *self.charges_minor) if amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """Why a row cannot be used: the first column at fault, its value as it stands in the file, and what is wrong."""

    row: int
    client: str
    column: str
    value: str
    why: str


class TaiwanFile:
    """The clients of a file, in its order; may be gone through more than once. `len` counts its rows.

    Raises TableMissing, TableKindUnknown, TableUnreadable, ColumnsMissing.
    """

    def __init__(self, path: Path, *, first: int | None = None) -> None:
        self._rows: pl.DataFrame = read_table(path, _OTHER_NAMES, what=_WHAT).slice(0, first).select("row", *_ORDER)

    def __len__(self) -> int:
        """Return how many rows there are, usable or not."""
        return self._rows.height

    def __iter__(self) -> Iterator[Client | RowFault]:
        """Yield each row as a client, or as the reason why it cannot be used."""
        rows: dict[int, int] = {}
        for row, *texts in self._rows.iter_rows():
            client = _client(row, texts)
            yield client if isinstance(client, RowFault) else _seen_before(client, rows) or client


def commands_of(client: Client, *, booked_at: datetime) -> list[Command]:
    """Return the client's six months as commands in time order; the same on every run but for `booked_at`.

    The line is opened on 1 April; payments count at noon of the 15th, charges at noon of the 25th. A charge is
    forced: the bank did give it, so the line takes it even where it goes over the limit.
    """
    return [
        _opening(client, booked_at),
        *(_carried_out(movement, client, booked_at) for movement in _movements(client)),
    ]


@dataclass(frozen=True, slots=True)
class _Movement:
    """One amount that moved on a client's line."""

    kind: type[Repay | Draw | MerchantRefund]
    what: str
    at: datetime
    amount_minor: int


def _movements(client: Client) -> Iterator[_Movement]:
    months = zip(_PAID_AT, client.payments_minor, _CHARGED_AT, client.charges_minor, strict=True)
    for paid_at, payment, charged_at, charge in months:
        if payment:
            yield _Movement(Repay, "payment", paid_at, payment)
        if charge > 0:
            yield _Movement(Draw, "charge", charged_at, charge)
        if charge < 0:
            yield _Movement(MerchantRefund, "refund", charged_at, -charge)


def _opening(client: Client, booked_at: datetime) -> OpenLine:
    terms = Terms(
        name=f"Taiwan client {client.number}",
        currency=CURRENCY,
        rate_bps=0,
        day_count=DayCount.ACT_365,
        zone=ZONE,
        opened_on=OPENED_ON,
    )
    stamp = stamped(
        f"taiwan:{client.number}:{OPENED_ON:%Y-%m}:open",
        client.limit_minor,
        effective_at=_OPENED_AT,
        booked_at=booked_at,
        actor=_ACTOR,
    )
    return OpenLine(line_id=client.line_id, stamp=stamp, terms=terms, limit_minor=client.limit_minor, reason=_REASON)


def _carried_out(movement: _Movement, client: Client, booked_at: datetime) -> Command:
    amount = movement.amount_minor
    stamp = stamped(
        f"taiwan:{client.number}:{movement.at:%Y-%m}:{movement.what}",
        amount,
        effective_at=movement.at,
        booked_at=booked_at,
        actor=_ACTOR,
    )
    if movement.kind is Draw:
        return Draw(line_id=client.line_id, stamp=stamp, amount_minor=amount, currency=CURRENCY, forced=True)
    return movement.kind(line_id=client.line_id, stamp=stamp, amount_minor=amount, currency=CURRENCY)


def _client(row: int, texts: list[str | None]) -> Client | RowFault:
    """Read a row: ID, limit, the bills and the payments, April first."""
    for column, text in zip(_ORDER, texts, strict=True):
        why = _fault(column, text)
        if why:
            return RowFault(row=row, client=texts[0] or "", column=column, value=text or "", why=why)
    number, limit, *months = (_whole(text) for text in texts)
    return Client(
        row=row,
        number=number,
        limit_minor=limit * _MINOR_OF_DOLLAR,
        bills_minor=tuple(dollars * _MINOR_OF_DOLLAR for dollars in months[:6]),
        payments_minor=tuple(dollars * _MINOR_OF_DOLLAR for dollars in months[6:]),
    )


def _fault(column: str, text: str | None) -> str | None:
    """Return what is wrong with a value, or None. Only a bill may be negative."""
    if text is None or not text.strip():
        return "is empty"
    match = _WHOLE.fullmatch(text)
    if match is None:
        return "is no whole number of at most 12 digits"
    if match[1].startswith("-") and column not in _BILLS and int(match[1]):
        return "is negative"
    return None


def _whole(text: str | None) -> int:
    match = _WHOLE.fullmatch(text or "")
    return int(match[1]) if match else 0


def _seen_before(client: Client, rows: dict[int, int]) -> RowFault | None:
    """Return a fault if an earlier row has the same client; otherwise remember this one in `rows`."""
    earlier = rows.setdefault(client.number, client.row)
    if earlier == client.row:
        return None
    text = str(client.number)
    return RowFault(row=client.row, client=text, column="ID", value=text, why=f"stands in row {earlier} already")
