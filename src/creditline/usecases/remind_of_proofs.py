"""Reminding borrowers that the proof of income runs out which their limit rests on."""

import logging
from datetime import datetime

from creditline.dates.business_date import business_date
from creditline.decisions.proof_of_income import ageing, reminders_due
from creditline.lines.line import ENDED
from creditline.notices.lender import Lender
from creditline.notices.notice import Notice
from creditline.notices.of_proof import notice_of_proof
from creditline.store.database import Database
from creditline.store.decision_files import read_activation, read_policies_in_use
from creditline.store.groups import transaction, writing
from creditline.store.notice_files import ProofRunsOut, notice_writes, read_lender, read_proofs_running_out
from creditline.usecases.situation import read_situation, standing_by
from creditline.usecases.view_line import view_line

_LOG = logging.getLogger(__name__)


async def remind_of_proofs(database: Database, *, now: datetime) -> int:
    """Give the reminders that are due, each once, and return how many; safe to repeat."""
    given = 0
    lender = await read_lender(database)
    for policy_id in await read_policies_in_use(database):
        activation = await read_activation(database, policy_id, now)
        if activation is None:
            continue
        standing = await standing_by(database, activation)
        on = business_date(now, standing.pack.zone)
        due = await read_proofs_running_out(database, policy_id, reminders_due(standing.policy, on))
        notices = [notice for proof in due if (notice := await _reminder(database, proof, lender, now))]
        if notices:
            async with writing(database) as connection, transaction(connection):
                await connection.converse(notice_writes(notices))
        given += len(notices)
    return given


async def _reminder(database: Database, proof: ProofRunsOut, lender: Lender, now: datetime) -> Notice | None:
    """Return a reminder if there is one; what a line lacks for it is its lender's to mend, and keeps no other back."""
    try:
        return await _notice(database, proof, lender, now)
    except (LookupError, ValueError) as failure:
        _LOG.warning("No reminder of the proof of income on %s: %s", proof.line_id, failure)
        return None


async def _notice(database: Database, proof: ProofRunsOut, lender: Lender, now: datetime) -> Notice | None:
    situation = await read_situation(database, await view_line(database, proof.line_id, now=now), now=now)
    line, standing = situation.line, situation.standing
    if line.limit_minor is None or line.status in ENDED:
        return None
    limit = standing.limit_under(situation.law)
    found = ageing(standing.policy, situation.facts, line.limit_minor, proof.turn, limit)
    return None if found is None else notice_of_proof(found, proof.subject, line, lender, now)
