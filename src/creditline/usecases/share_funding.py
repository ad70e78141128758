"""Who lends along, and on which terms."""

from creditline.funding.agreement import Agreement, check_agreement, participants_of
from creditline.funding.participant import Participant
from creditline.lines.commands import Stamp
from creditline.money.currency import decimals_of
from creditline.store.database import Database
from creditline.store.participants import (
    find_participant,
    insert_agreement,
    insert_participant,
    set_cap,
    set_withdrawal,
)
from creditline.usecases.once import once


class ParticipantCurrencyMismatch(ValueError):
    """An agreement and its participants are in one currency."""

    code = "participant-currency-mismatch"

    def __init__(self, participant: Participant, given: str) -> None:
        super().__init__(
            f"What '{participant.id}' has in lines is kept in {participant.currency}, not in {given}. "
            "Add it a second time for that currency."
        )


class OwnShareMissing(ValueError):
    """The lender itself has a share in every agreement: what was promised and finds no funder is its own."""

    code = "own-share-missing"

    def __init__(self) -> None:
        super().__init__("No participant of the agreement is the lender itself. Give the one with 'own' a share.")


async def add_participant(database: Database, stamp: Stamp, participant: Participant) -> None:
    """Add a participant; raise CurrencyUnknown, ParticipantExists, KeyReused."""
    decimals_of(participant.currency)
    async with once(database, stamp, participant.id) as connection:
        if connection:
            await insert_participant(connection, participant)


async def cap_participant(
    database: Database, stamp: Stamp, participant_id: str, cap_minor: int | None, currency: str
) -> None:
    """Set the most that may stand in all lines of a participant; None: as much as there is.

    Below what stands already nothing is called back: it funds nothing new until enough is repaid.
    Raises ParticipantUnknown, ParticipantCurrencyMismatch, KeyReused.
    """
    async with once(database, stamp, participant_id) as connection:
        if connection:
            _check_currency(await find_participant(connection, participant_id), currency)
            await set_cap(connection, participant_id, cap_minor)


async def let_withdraw(database: Database, stamp: Stamp, participant_id: str, because: str) -> None:
    """Record that a participant funds nothing new from `stamp.effective_at` on; raise ParticipantUnknown, KeyReused.

    What it lent stays lent. The lines it funded keep their limit as far as the others are committed.
    """
    async with once(database, stamp, participant_id) as connection:
        if connection:
            await set_withdrawal(connection, participant_id, stamp.effective_at, because)


async def agree(database: Database, stamp: Stamp, agreement: Agreement) -> None:
    """Record an agreement.

    Raises SharesIncomplete, ShareBelowMinimum, ShareTwice, ParticipantUnknown, ParticipantCurrencyMismatch,
    OwnShareMissing, AgreementExists, KeyReused.
    """
    check_agreement(agreement)
    async with once(database, stamp, agreement.id) as connection:
        if connection is None:
            return
        participants = [await find_participant(connection, one) for one in participants_of([agreement])]
        for participant in participants:
            _check_currency(participant, agreement.currency)
        if not any(participant.own for participant in participants):
            raise OwnShareMissing
        await insert_agreement(connection, agreement, stamp.booked_at)


def _check_currency(participant: Participant, given: str) -> None:
    if participant.currency != given:
        raise ParticipantCurrencyMismatch(participant, given)
