"""What bounds a line now, each bound in words: the lowest is the one that binds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from creditline.customers.limits import temporary_at
from creditline.lines.ceiling import Bound
from creditline.lines.line import Line
from creditline.store.constraints import Constraints, read_constraints
from creditline.store.database import Database
from creditline.usecases.constraining import Constraining


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedCeiling:
    """One bound of a line: the most that principal and holds may come to, since or until when, and why."""

    bound: Bound
    amount_minor: int
    reason: str
    until: datetime | None = None


async def bounded_lines(database: Database, lines: Sequence[Line], at: datetime) -> list[Line]:
    """Return `lines` as what bounds them at `at` leaves them. Asks the database only where some are constrained."""
    constrained = [line.id for line in lines if line.constrained]
    known = await read_constraints(database, constrained) if constrained else None
    if known is None:
        return list(lines)
    constraining = Constraining(known)
    return [constraining.bounded(line, at) if line.constrained else line for line in lines]


async def bounded_line(database: Database, line: Line, at: datetime) -> Line:
    """As `bounded_lines`, for one."""
    return (await bounded_lines(database, [line], at))[0]


async def view_ceilings(database: Database, line: Line, at: datetime) -> list[ExplainedCeiling]:
    """Return all that bounds `line` at `at`, its own limit first; empty while it has no limit."""
    if line.limit_minor is None:
        return []
    own = ExplainedCeiling(bound=Bound.LIMIT, amount_minor=line.limit_minor, reason="The limit of the line.")
    known = await read_constraints(database, [line.id])
    return [own] if known is None else [own, *_explained(known, line, at)]


def _explained(known: Constraints, line: Line, at: datetime) -> Iterator[ExplainedCeiling]:
    for ceiling in Constraining(known).ceilings(line, at):
        reason, until = _REASONS[ceiling.bound], None
        if ceiling.bound is Bound.TEMPORARY:
            temporary = temporary_at(known.temporary.get(line.id, ()), at)
            reason, until = (temporary.reason, temporary.ends_at) if temporary else (reason, None)
        if ceiling.bound is Bound.FUNDING:
            reason = " ".join([reason, *_withdrawn(known, line, at)])
        yield ExplainedCeiling(bound=ceiling.bound, amount_minor=ceiling.amount_minor, reason=reason, until=until)


def _withdrawn(known: Constraints, line: Line, at: datetime) -> Iterator[str]:
    agreement = known.agreements[known.agreement_of[line.id]]
    for share in agreement.at(at):
        participant = known.participants[share.participant_id]
        if not participant.funds(at):
            since = f"{participant.withdraws_at:%Y-%m-%d %H:%M} UTC"
            yield f"{participant.name} has withdrawn since {since}: {participant.withdraws_because}."


_REASONS = {
    Bound.SELF_CHOSEN: "The borrower chose this limit, and can choose another one at any time.",
    Bound.TEMPORARY: "A temporary limit.",
    Bound.CUSTOMER: "What all lines of the customer together may come to, less what its other lines use.",
    Bound.GROUP: "What all lines of the customer and its related parties may come to, less what other lines use.",
    Bound.FUNDING: "What those who fund the line are committed to, have room for, and may bear by their ratios.",
    Bound.REGULATORY: "REG_CAP_CONCENTRATION: what the lender may lend to one borrower, or to related parties.",
}
