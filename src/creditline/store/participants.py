"""Participants and agreements: who lends along, on which terms, and what stands where."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime

from psycopg.rows import DictRow

from creditline.funding.agreement import Agreement
from creditline.funding.participant import Participant
from creditline.store.constraints import load_agreements, participant_from_row
from creditline.store.database import Connection, Database, fetch_all, fetching
from creditline.store.queries import query

_PAGE = 10_000


class ParticipantUnknown(LookupError):
    """There is no participant with this id."""

    code = "participant-unknown"

    def __init__(self, participant_id: str) -> None:
        super().__init__(f"There is no participant '{participant_id}'. They are listed at /v1/participants.")


class ParticipantExists(ValueError):
    """A participant is added once, and one of a currency is the lender itself."""

    code = "participant-exists"

    def __init__(self, participant_id: str) -> None:
        super().__init__(
            f"'{participant_id}' cannot be added: there is one with this id, or the lender has its own in this "
            "currency already. Choose another id, or leave 'own' out."
        )


class AgreementUnknown(LookupError):
    """There is no agreement with this id."""

    code = "agreement-unknown"

    def __init__(self, agreement_id: str) -> None:
        super().__init__(f"There is no agreement '{agreement_id}'. They are listed at /v1/agreements.")


class AgreementExists(ValueError):
    """An agreement is made once; what changes later is another agreement."""

    code = "agreement-exists"

    def __init__(self, agreement_id: str) -> None:
        super().__init__(f"There is an agreement '{agreement_id}' already. Choose another id, or leave it out.")


async def read_participant(database: Database, participant_id: str) -> Participant:
    """Return a participant with what stands in all lines; raise ParticipantUnknown."""
    async with database.reader() as connection:
        return await find_participant(connection, participant_id)


async def find_participant(connection: Connection, participant_id: str) -> Participant:
    """Return a participant within a transaction; raise ParticipantUnknown."""
    rows = await fetch_all(connection, query("participant"), {"participant_id": participant_id})
    if not rows:
        raise ParticipantUnknown(participant_id)
    return participant_from_row(rows[0])


async def read_participants(database: Database, *, after: str, limit: int) -> list[Participant]:
    """Return up to `limit` participants in the order of their ids, from just after `after`."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("participants_page"), {"after": after, "limit": limit})
        return [participant_from_row(row) for row in rows]


async def read_agreement(database: Database, agreement_id: str) -> Agreement:
    """Return an agreement; raise AgreementUnknown."""
    async with database.reader() as connection:
        return await find_agreement(connection, agreement_id)


async def find_agreement(connection: Connection, agreement_id: str) -> Agreement:
    """Return an agreement within a transaction; raise AgreementUnknown."""
    found = await load_agreements(fetching(connection), [agreement_id])
    if agreement_id not in found:
        raise AgreementUnknown(agreement_id)
    return found[agreement_id]


async def read_agreements(database: Database, *, after: str, limit: int) -> list[Agreement]:
    """Return up to `limit` agreements in the order of their ids, from just after `after`."""
    async with database.reader() as connection:
        fetch = fetching(connection)
        ids = [row["id"] for row in await fetch(query("agreements_page"), after, limit)]
        found = await load_agreements(fetch, ids)
        return [found[agreement_id] for agreement_id in ids]


async def insert_participant(connection: Connection, participant: Participant) -> None:
    """Write a participant; raise ParticipantExists."""
    if not await fetch_all(connection, query("insert_participant"), asdict(participant)):
        raise ParticipantExists(participant.id)


async def set_cap(connection: Connection, participant_id: str, cap_minor: int | None) -> None:
    """Set the most that may stand in all lines of a participant; raise ParticipantUnknown."""
    values = {"participant_id": participant_id, "cap_minor": cap_minor}
    if not await fetch_all(connection, query("cap_participant"), values):
        raise ParticipantUnknown(participant_id)


async def set_withdrawal(connection: Connection, participant_id: str, at: datetime, because: str) -> None:
    """Say from when on a participant funds nothing new, and why; raise ParticipantUnknown."""
    values = {"participant_id": participant_id, "withdraws_at": at, "because": because}
    if not await fetch_all(connection, query("withdraw_participant"), values):
        raise ParticipantUnknown(participant_id)


async def insert_agreement(connection: Connection, agreement: Agreement, at: datetime) -> None:
    """Write an agreement and its shares; raise AgreementExists."""
    if not await fetch_all(connection, query("insert_agreement"), {**asdict(agreement), "booked_at": at}):
        raise AgreementExists(agreement.id)
    for share in agreement.shares:
        await connection.execute(query("insert_share"), {**asdict(share), "agreement_id": agreement.id})


async def read_positions(database: Database, participant_id: str, *, after: str, limit: int) -> list[DictRow]:
    """Return up to `limit` lines in which the participant has principal, by id, from just after `after`."""
    parameters = {"participant_id": participant_id, "after": after, "limit": limit}
    async with database.reader() as connection:
        return await fetch_all(connection, query("positions_of_participant"), parameters)


async def read_statement(
    database: Database, participant_id: str, *, from_at: datetime, to_at: datetime, after: int = 0, limit: int = _PAGE
) -> list[DictRow]:
    """Return up to `limit` legs of a participant booked from `from_at` up to, not including, `to_at`, in order."""
    parameters = {"participant_id": participant_id, "from_at": from_at, "to_at": to_at, "after": after, "limit": limit}
    async with database.reader() as connection:
        return await fetch_all(connection, query("participant_statement"), parameters)


async def statement_pages(
    database: Database, participant_id: str, *, from_at: datetime, to_at: datetime
) -> AsyncIterator[list[DictRow]]:
    """Yield all such legs, in pages, so that a statement of any length is written in little memory."""
    last = 0
    while rows := await read_statement(database, participant_id, from_at=from_at, to_at=to_at, after=last):
        yield rows
        last = rows[-1]["number"]


async def read_line_funding(database: Database, line_id: str) -> tuple[str | None, dict[str, int]]:
    """Return the agreement that funds a line, or None, and the principal of each participant in it."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("line_funding"), {"line_id": line_id})
    positions = {row["participant_id"]: row["principal_minor"] for row in rows if row["participant_id"]}
    return (rows[0]["agreement_id"] if rows else None), positions
