"""Reading what bounds lines beside their own limits; under locks for a group of commands, without for a look."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from creditline.customers.customer import Customer, Kind, Scale
from creditline.customers.exposure import LineExposure
from creditline.customers.limits import ChosenLimit, TemporaryLimit
from creditline.funding.agreement import Agreement, Regime, Share, Split, Waterfall, participants_of
from creditline.funding.participant import Participant
from creditline.store.database import Database, Fetch, fetching
from creditline.store.lender import LenderFigure, figure_from_row
from creditline.store.queries import query
from creditline.store.rows import Row

Parts = dict[str, int]


@dataclass(slots=True)
class Constraints:
    """What bounds some lines, by the ids of the lines; of their customers, agreements and participants by theirs.

    exposures: every line of the customers and groups that something bounds. legs: of the lines whose events are to be
    undone, the funding legs of each event, by (line id, version).
    """

    temporary: dict[str, list[TemporaryLimit]] = field(default_factory=dict)
    chosen: dict[str, list[ChosenLimit]] = field(default_factory=dict)
    customer_of: dict[str, str] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    group_limits: dict[str, int | None] = field(default_factory=dict)
    exposures: dict[str, LineExposure] = field(default_factory=dict)
    figures: list[LenderFigure] = field(default_factory=list)
    agreement_of: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    participants: dict[str, Participant] = field(default_factory=dict)
    positions: dict[str, Parts] = field(default_factory=dict)
    legs: dict[tuple[str, int], Parts] = field(default_factory=dict)


async def read_constraints(database: Database, line_ids: Collection[str]) -> Constraints | None:
    """Return what bounds these lines as it stands, or None if nothing does."""
    async with database.reader() as connection:
        fetch = fetching(connection)
        rows = await fetch(query("constrained_lines"), list(line_ids))
        return await load_constraints(fetch, rows) if rows else None


async def load_constraints(fetch: Fetch, lines: Sequence[Row], *, locking: bool = False) -> Constraints:
    """Read what bounds `lines`, rows of constrained lines that are locked if `locking`.

    Locks what they share with lines that are not, in the order customers, groups, participants, each by id.
    """
    constraints = Constraints()
    await _load_limits(fetch, constraints, [row["id"] for row in lines])
    customers = {row["id"]: row["customer_id"] for row in lines if row["customer_id"]}
    agreements = {row["id"]: row["agreement_id"] for row in lines if row["agreement_id"]}
    if customers or agreements:
        constraints.figures = [figure_from_row(row) for row in await fetch(query("lender_figures"))]
    if customers:
        constraints.customer_of = customers
        await _load_customers(fetch, constraints, locking=locking)
    if agreements:
        constraints.agreement_of = agreements
        await _load_funding(fetch, constraints, locking=locking)
    return constraints


async def load_legs(fetch: Fetch, constraints: Constraints, line_ids: Iterable[str]) -> None:
    """Read the funding legs of those among `line_ids` that are funded, since something on them is to be undone."""
    lines = sorted(constraints.agreement_of.keys() & set(line_ids))
    for row in await fetch(query("funding_legs"), lines) if lines else ():
        parts = constraints.legs.setdefault((row["line_id"], row["version"]), {})
        parts[row["participant_id"]] = row["amount_minor"]


async def _load_limits(fetch: Fetch, constraints: Constraints, line_ids: list[str]) -> None:
    for row in await fetch(query("temporary_limits"), line_ids):
        constraints.temporary.setdefault(row["line_id"], []).append(temporary_limit_from_row(row))
    for row in await fetch(query("chosen_limits"), line_ids):
        choice = ChosenLimit(amount_minor=row["amount_minor"], chosen_at=row["chosen_at"])
        constraints.chosen.setdefault(row["line_id"], []).append(choice)


async def _load_customers(fetch: Fetch, constraints: Constraints, *, locking: bool) -> None:
    found = await fetch(query("customers_by_id"), sorted(set(constraints.customer_of.values())))
    constraints.customers = {row["id"]: customer_from_row(row) for row in found}
    group_ids = sorted({customer.group_id for customer in constraints.customers.values() if customer.group_id})
    for row in await fetch(query("groups_by_id"), group_ids) if group_ids else ():
        constraints.group_limits[row["id"]] = row["limit_minor"]
    everybody = any(figure.bounds_borrowers for figure in constraints.figures)
    customers = sorted(one.id for one in constraints.customers.values() if everybody or one.limit_minor is not None)
    groups = sorted(group for group, limit in constraints.group_limits.items() if everybody or limit is not None)
    if locking and customers:
        await fetch(query("lock_customers"), customers)
    if locking and groups:
        await fetch(query("lock_groups"), groups)
    for row in await fetch(query("exposures"), customers, groups) if customers or groups else ():
        constraints.exposures[row["line_id"]] = LineExposure(**row)


async def _load_funding(fetch: Fetch, constraints: Constraints, *, locking: bool) -> None:
    agreement_ids = sorted(set(constraints.agreement_of.values()))
    constraints.agreements = await load_agreements(fetch, agreement_ids)
    participants = participants_of(constraints.agreements.values())
    rows = await fetch(query("lock_participants" if locking else "participants_by_id"), participants)
    constraints.participants = {row["id"]: participant_from_row(row) for row in rows}
    for row in await fetch(query("funding_positions"), sorted(constraints.agreement_of)):
        constraints.positions.setdefault(row["line_id"], {})[row["participant_id"]] = row["principal_minor"]


async def load_agreements(fetch: Fetch, agreement_ids: list[str]) -> dict[str, Agreement]:
    """Return these agreements with their shares, by id; those there are not are left out."""
    shares: dict[str, list[Share]] = {}
    for row in await fetch(query("agreement_shares"), agreement_ids):
        shares.setdefault(row["agreement_id"], []).append(_share_from_row(row))
    rows = await fetch(query("agreements_by_id"), agreement_ids)
    return {row["id"]: _agreement_from_row(row, tuple(shares.get(row["id"], ()))) for row in rows}


def customer_from_row(row: Row) -> Customer:
    """Read a customer from a row of `customer`."""
    fields: dict[str, Any] = {name: row[name] for name in _CUSTOMER}
    return Customer(kind=Kind(row["kind"]), scale=Scale(row["scale"]) if row["scale"] else None, **fields)


_CUSTOMER = ("id", "name", "currency", "birth_date", "segment", "industry", "group_id", "limit_minor")


def participant_from_row(row: Row) -> Participant:
    """Read a participant from a row of `participant`."""
    return Participant(**row)


def temporary_limit_from_row(row: Row) -> TemporaryLimit:
    """Read a temporary limit from a row of `temporary_limit`."""
    fields = ("id", "amount_minor", "starts_at", "ends_at", "reason")
    return TemporaryLimit(**{name: row[name] for name in fields})


def _share_from_row(row: Row) -> Share:
    return Share(**{name: value for name, value in row.items() if name != "agreement_id"})


def _agreement_from_row(row: Row, shares: tuple[Share, ...]) -> Agreement:
    return Agreement(
        id=row["id"],
        name=row["name"],
        currency=row["currency"],
        split=Split(row["split"]),
        repayments=Waterfall(row["repayments"]),
        losses=Waterfall(row["losses"]),
        regime=Regime(row["regime"]),
        shares=shares,
    )
