"""Customers and all that hangs on them: papers, consents, accounts, related parties, lines, limits."""

from dataclasses import asdict, dataclass
from datetime import datetime

from psycopg.rows import DictRow

from creditline.customers.consent import Consent
from creditline.customers.customer import Customer
from creditline.customers.evidence import Evidence, EvidenceKind
from creditline.customers.exposure import LineExposure
from creditline.store.constraints import customer_from_row
from creditline.store.database import Connection, Database, fetch_all
from creditline.store.queries import query


class CustomerUnknown(LookupError):
    """There is no customer with this id."""

    code = "customer-unknown"

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"There is no customer '{customer_id}'. Check the id; customers are listed at /v1/customers.")


class CustomerExists(ValueError):
    """A customer is registered once."""

    code = "customer-exists"

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"The customer '{customer_id}' is registered already. Choose another id, or leave it out.")


class GroupUnknown(LookupError):
    """There is no group with this id."""

    code = "group-unknown"

    def __init__(self, group_id: str) -> None:
        super().__init__(f"There is no group '{group_id}'. A customer's group stands on the customer.")


class ConsentUnknown(LookupError):
    """The customer gave no consent with this id."""

    code = "consent-unknown"

    def __init__(self, consent_id: str) -> None:
        super().__init__(f"There is no consent '{consent_id}' of this customer. They are listed on the customer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedAccount:
    """An account elsewhere: what kind it is, what the customer calls it, since when it is linked."""

    id: str
    kind: str
    name: str
    linked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedParty:
    """One relation between two customers, as it was reported: `relation` says what the second is to the first."""

    customer_id: str
    related_id: str
    relation: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Customers who are bounded together. limit_minor: the most that all their lines may come to, or None."""

    id: str
    currency: str
    limit_minor: int | None


async def read_customer(database: Database, customer_id: str) -> Customer:
    """Return a customer; raise CustomerUnknown."""
    async with database.reader() as connection:
        return await find_customer(connection, customer_id)


async def read_customers(database: Database, *, after: str, limit: int) -> list[Customer]:
    """Return up to `limit` customers in the order of their ids, from just after `after`."""
    rows = await _read(database, "customers_page", after=after, limit=limit)
    return [customer_from_row(row) for row in rows]


async def read_evidence(database: Database, customer_id: str) -> list[Evidence]:
    """Return a customer's papers by day of issue."""
    rows = await _read(database, "evidence_of_customer", customer_id=customer_id)
    return [Evidence(**{**row, "kind": EvidenceKind(row["kind"])}) for row in rows]


async def read_consents(database: Database, customer_id: str) -> list[Consent]:
    """Return a customer's consents, those withdrawn too."""
    return [Consent(**row) for row in await _read(database, "consents_of_customer", customer_id=customer_id)]


async def read_linked_accounts(database: Database, customer_id: str) -> list[LinkedAccount]:
    """Return the accounts a customer linked."""
    return [LinkedAccount(**row) for row in await _read(database, "linked_accounts", customer_id=customer_id)]


async def read_related_parties(database: Database, customer_id: str) -> list[RelatedParty]:
    """Return the relations that name a customer."""
    rows = await _read(database, "related_parties", customer_ids=[customer_id])
    return [RelatedParty(**row) for row in rows]


async def read_group(database: Database, group_id: str) -> Group:
    """Return a group; raise GroupUnknown."""
    rows = await _read(database, "group_by_id", group_id=group_id)
    if not rows:
        raise GroupUnknown(group_id)
    return Group(**rows[0])


async def read_lines_of(
    database: Database, *, customer_id: str | None = None, group_id: str | None = None
) -> list[LineExposure]:
    """Return what stands in the lines of a customer, or of a group."""
    rows = await _read(database, "lines_of_customers", customer_id=customer_id, group_id=group_id)
    return [LineExposure(**row) for row in rows]


async def find_customer(connection: Connection, customer_id: str) -> Customer:
    """Return a customer within a transaction; raise CustomerUnknown."""
    rows = await fetch_all(connection, query("customer"), {"customer_id": customer_id})
    if not rows:
        raise CustomerUnknown(customer_id)
    return customer_from_row(rows[0])


async def insert_customer(connection: Connection, customer: Customer, at: datetime) -> None:
    """Write a customer; raise CustomerExists."""
    if not await fetch_all(connection, query("insert_customer"), {**asdict(customer), "created_at": at}):
        raise CustomerExists(customer.id)


async def insert_evidence(connection: Connection, customer_id: str, evidence: Evidence, at: datetime) -> None:
    """Write a paper of a customer."""
    values = {**asdict(evidence), "customer_id": customer_id, "booked_at": at}
    await connection.execute(query("insert_evidence"), values)


async def insert_consent(connection: Connection, customer_id: str, consent: Consent) -> None:
    """Write a consent of a customer."""
    await connection.execute(query("insert_consent"), {**asdict(consent), "customer_id": customer_id})


async def end_consent(connection: Connection, customer_id: str, consent_id: str, at: datetime) -> None:
    """Withdraw a consent at `at`, unless it was withdrawn before; raise ConsentUnknown."""
    values = {"id": consent_id, "customer_id": customer_id, "withdrawn_at": at}
    if not await fetch_all(connection, query("withdraw_consent"), values):
        raise ConsentUnknown(consent_id)


async def insert_linked_account(connection: Connection, customer_id: str, account: LinkedAccount) -> None:
    """Write an account that a customer linked."""
    await connection.execute(query("insert_linked_account"), {**asdict(account), "customer_id": customer_id})


async def _read(database: Database, name: str, **parameters: object) -> list[DictRow]:
    async with database.reader() as connection:
        return await fetch_all(connection, query(name), parameters)
