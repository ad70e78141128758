"""What bounds a customer's lines together: whose line it is, limits of customers and groups, figures of the lender."""

from creditline.customers.customer import Customer
from creditline.customers.related_parties import groups_of
from creditline.lines.commands import Stamp
from creditline.money.currency import decimals_of
from creditline.store import notices
from creditline.store.customer_bounds import (
    constrain_lines,
    find_groups,
    find_relations,
    insert_figure,
    insert_relation,
    join_group,
    link_line,
    lock_around,
    members_of,
    set_customer_limit,
    set_group_limit,
)
from creditline.store.customers import RelatedParty, find_customer
from creditline.store.database import Connection, Database
from creditline.store.lender import LenderFigure
from creditline.store.line_bounds import lock_line
from creditline.usecases.once import id_from_key, once


class CustomerCurrencyMismatch(ValueError):
    """What is counted together is in one currency."""

    code = "customer-currency-mismatch"

    def __init__(self, *, kept_in: str, given: str) -> None:
        super().__init__(
            f"The exposure of this customer is kept in {kept_in}; what is in {given} cannot be counted with it. "
            "Register the customer a second time for that currency."
        )


class RelatedToItself(ValueError):
    """A related party is somebody else."""

    code = "related-to-itself"

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"'{customer_id}' cannot be related to itself. Name another customer.")


async def give_line(database: Database, stamp: Stamp, customer_id: str, line_id: str) -> None:
    """Say that the line is the customer's.

    Raises LineUnknown, CustomerUnknown, CustomerCurrencyMismatch, KeyReused.
    """
    async with once(database, stamp, line_id) as connection:
        if connection is None:
            return
        await lock_around(connection, [customer_id], [line_id])
        line = await lock_line(connection, line_id)
        customer = await find_customer(connection, customer_id)
        _check_currency(customer, line.terms.currency)
        await link_line(connection, customer_id, line_id)
        await constrain_lines(connection, [customer_id])
        await notices.send_moved(connection, line)


async def limit_customer(
    database: Database, stamp: Stamp, customer_id: str, limit_minor: int | None, currency: str
) -> None:
    """Set what all lines of the customer together may come to; None takes the bound away.

    Below what stands already nothing falls due: the lines give nothing until it is repaid.
    Raises CustomerUnknown, CustomerCurrencyMismatch, KeyReused.
    """
    async with once(database, stamp, customer_id) as connection:
        if connection is None:
            return
        await lock_around(connection, [customer_id])
        _check_currency(await find_customer(connection, customer_id), currency)
        await set_customer_limit(connection, customer_id, limit_minor)
        await constrain_lines(connection, [customer_id])


async def limit_group(database: Database, stamp: Stamp, group_id: str, limit_minor: int | None, currency: str) -> None:
    """Set what all lines of a group together may come to; None takes the bound away.

    Raises GroupUnknown, CustomerCurrencyMismatch, KeyReused.
    """
    async with once(database, stamp, group_id) as connection:
        if connection is None:
            return
        members = await members_of(connection, group_id)
        await lock_around(connection, members)
        _check_currency(await find_customer(connection, members[0]), currency)
        await set_group_limit(connection, group_id, limit_minor)
        await constrain_lines(connection, await members_of(connection, group_id))


async def relate_customers(database: Database, stamp: Stamp, party: RelatedParty) -> None:
    """Record that two customers are related, and put all who hang together by that into one group.

    Where two groups become one the lower of their limits stays. Raises CustomerUnknown, RelatedToItself,
    CustomerCurrencyMismatch, KeyReused.
    """
    if party.customer_id == party.related_id:
        raise RelatedToItself(party.customer_id)
    async with once(database, stamp, party.customer_id) as connection:
        if connection is None:
            return
        members = await lock_around(connection, [party.customer_id, party.related_id])
        customer = await find_customer(connection, party.customer_id)
        _check_currency(customer, (await find_customer(connection, party.related_id)).currency)
        await insert_relation(connection, party)
        await _regroup(connection, customer, members, id_from_key("grp", stamp))


async def _regroup(connection: Connection, customer: Customer, members: dict[str, str | None], new_id: str) -> None:
    relations = await find_relations(connection, members)
    together = next(group for group in groups_of(relations) if customer.id in group)
    groups = await find_groups(connection, [group for one in together if (group := members.get(one))])
    group_id = min((group.id for group in groups), default=new_id)
    limits = [group.limit_minor for group in groups if group.limit_minor is not None]
    await join_group(connection, group_id, customer.currency, together)
    await set_group_limit(connection, group_id, min(limits, default=None))
    await constrain_lines(connection, together)


async def report_figure(database: Database, stamp: Stamp, figure: LenderFigure) -> None:
    """Record a figure of the lender, from which ratios are taken; raise CurrencyUnknown, KeyReused, GroupRejected."""
    decimals_of(figure.currency)
    async with once(database, stamp, figure.name.value) as connection:
        if connection:
            await insert_figure(connection, figure)
            if figure.bounds_borrowers:
                await constrain_lines(connection, None)


def _check_currency(customer: Customer, given: str) -> None:
    if customer.currency != given:
        raise CustomerCurrencyMismatch(kept_in=customer.currency, given=given)
