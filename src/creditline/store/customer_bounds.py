"""Writing what bounds customers and groups, under the locks that the writer's groups take too, in their order."""

from collections.abc import Iterable
from dataclasses import asdict

from creditline.store.customers import Group, GroupUnknown, RelatedParty
from creditline.store.database import Connection, fetch_all
from creditline.store.lender import LenderFigure
from creditline.store.queries import query


async def lock_around(
    connection: Connection, customer_ids: Iterable[str], line_ids: Iterable[str] = ()
) -> dict[str, str | None]:
    """Lock the lines of these customers and of their groups, then the customers, then the groups; return {id: group}.

    line_ids: further lines to lock among the first.

    A line that is linked while we wait for its customer is found by looking again; it is then locked after the
    customer, and where that makes two transactions wait for each other PostgreSQL ends one, to be tried again.
    """
    members: dict[str, str | None] = {}
    for _ in range(2):
        parameters = {"customer_ids": list(customer_ids)}
        rows = await fetch_all(connection, query("members_around"), parameters)
        members = {row["id"]: row["group_id"] for row in rows}
        lines = {"customer_ids": sorted(members), "line_ids": list(line_ids)}
        await connection.execute(query("lock_lines_of"), lines)
        await connection.execute(query("lock_customers_of"), {"customer_ids": sorted(members)})
        groups = sorted({group for group in members.values() if group})
        await connection.execute(query("lock_groups_of"), {"group_ids": groups})
    return members


async def find_groups(connection: Connection, group_ids: Iterable[str]) -> list[Group]:
    """Return these groups, locked."""
    rows = await fetch_all(connection, query("lock_groups_of"), {"group_ids": sorted(group_ids)})
    return [Group(**row) for row in rows]


async def members_of(connection: Connection, group_id: str) -> list[str]:
    """Return the ids of the customers in a group; raise GroupUnknown where there are none."""
    rows = await fetch_all(connection, query("members_of_group"), {"group_id": group_id})
    if not rows:
        raise GroupUnknown(group_id)
    return [row["id"] for row in rows]


async def set_customer_limit(connection: Connection, customer_id: str, limit_minor: int | None) -> None:
    """Set what all lines of a customer together may come to."""
    await connection.execute(query("limit_customer"), {"customer_id": customer_id, "limit_minor": limit_minor})


async def set_group_limit(connection: Connection, group_id: str, limit_minor: int | None) -> None:
    """Set what all lines of a group together may come to."""
    await connection.execute(query("limit_group"), {"group_id": group_id, "limit_minor": limit_minor})


async def insert_relation(connection: Connection, party: RelatedParty) -> None:
    """Write a relation, unless it is there."""
    await connection.execute(query("insert_related_party"), asdict(party))


async def find_relations(connection: Connection, customer_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Return who is related to whom among and around these customers."""
    rows = await fetch_all(connection, query("related_parties"), {"customer_ids": sorted(customer_ids)})
    return [(row["customer_id"], row["related_id"]) for row in rows]


async def join_group(connection: Connection, group_id: str, currency: str, customer_ids: Iterable[str]) -> None:
    """Put customers into a group, which is made if it is new."""
    await connection.execute(query("insert_group"), {"id": group_id, "currency": currency})
    await connection.execute(query("join_group"), {"group_id": group_id, "customer_ids": sorted(customer_ids)})


async def link_line(connection: Connection, customer_id: str, line_id: str) -> None:
    """Say whose line it is."""
    await connection.execute(query("link_line"), {"customer_id": customer_id, "line_id": line_id})


async def constrain_lines(connection: Connection, customer_ids: Iterable[str] | None) -> None:
    """Mark the lines of these customers as constrained where something bounds them; None: of all customers."""
    ids = None if customer_ids is None else sorted(customer_ids)
    await connection.execute(query("constrain_lines"), {"customer_ids": ids})


async def insert_figure(connection: Connection, figure: LenderFigure) -> None:
    """Write a figure of the lender; the same day again is refused by the table."""
    await connection.execute(query("insert_figure"), {**asdict(figure), "name": figure.name.value})
