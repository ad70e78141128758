"""Keeping who a customer is: identity, papers, consents, linked accounts. Each request once, under its key."""

from creditline.customers.consent import Consent
from creditline.customers.customer import Customer, check_customer
from creditline.customers.evidence import Evidence, check_evidence
from creditline.lines.commands import Stamp
from creditline.money.currency import decimals_of
from creditline.store.customers import (
    LinkedAccount,
    end_consent,
    find_customer,
    insert_consent,
    insert_customer,
    insert_evidence,
    insert_linked_account,
)
from creditline.store.database import Database
from creditline.usecases.once import once


async def register_customer(database: Database, stamp: Stamp, customer: Customer) -> None:
    """Register `customer`; raise BirthDateMisplaced, CurrencyUnknown, CustomerExists, KeyReused."""
    check_customer(customer)
    decimals_of(customer.currency)
    async with once(database, stamp, customer.id) as connection:
        if connection:
            await insert_customer(connection, customer, stamp.booked_at)


async def add_evidence(database: Database, stamp: Stamp, customer_id: str, evidence: Evidence) -> None:
    """Add a paper; raise EvidenceTooShort, CustomerUnknown, KeyReused."""
    check_evidence(evidence)
    async with once(database, stamp, evidence.id) as connection:
        if connection:
            await find_customer(connection, customer_id)
            await insert_evidence(connection, customer_id, evidence, stamp.booked_at)


async def give_consent(database: Database, stamp: Stamp, customer_id: str, consent: Consent) -> None:
    """Record that the customer consents; raise CustomerUnknown, KeyReused."""
    async with once(database, stamp, consent.id) as connection:
        if connection:
            await find_customer(connection, customer_id)
            await insert_consent(connection, customer_id, consent)


async def withdraw_consent(database: Database, stamp: Stamp, customer_id: str, consent_id: str) -> None:
    """Record that the customer no longer consents; raise ConsentUnknown, CustomerUnknown, KeyReused."""
    async with once(database, stamp, consent_id) as connection:
        if connection:
            await find_customer(connection, customer_id)
            await end_consent(connection, customer_id, consent_id, stamp.effective_at)


async def link_account(database: Database, stamp: Stamp, customer_id: str, account: LinkedAccount) -> None:
    """Record an account that the customer linked; raise CustomerUnknown, KeyReused."""
    async with once(database, stamp, account.id) as connection:
        if connection:
            await find_customer(connection, customer_id)
            await insert_linked_account(connection, customer_id, account)
