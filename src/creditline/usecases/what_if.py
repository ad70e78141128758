"""What would be: a draw or a repayment carried out on the real line by the real policy, in memory, and not kept.

The way is that of a group: the same verbs, bounds and decision on the line as it is now. It is read in a transaction
that cannot write, locks nothing, and ends with nothing changed.
"""

from dataclasses import dataclass
from datetime import datetime

from creditline.decisions.decision import Decision
from creditline.lines.commands import Command, Draw, Repay, Stamp
from creditline.lines.event import Event
from creditline.lines.line import Line
from creditline.store.constraints import read_constraints
from creditline.store.database import Database
from creditline.store.decision_files import read_decisions
from creditline.store.groups import Locked, transaction, writing
from creditline.store.lines import read_line
from creditline.usecases.deciding import Deciding, read_deciding
from creditline.usecases.feature_values import KeptStates
from creditline.usecases.sequence import Receipt, Sequence
from creditline.usecases.view_line import view_line

_BPS = 10_000


class NothingSupposed(ValueError):
    """What is supposed must move something: the line uses that share of its limit already, or has no limit."""

    code = "nothing-supposed"

    def __init__(self) -> None:
        super().__init__("There is nothing to draw or repay for that. Give another amount or share of the limit.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What would be. Amounts in minor units.

    kind: "draw" or "repay". before, after: the line now and then; the same where it would be declined. event: what
    the draw or repayment would be booked as. decided: the decision that stands now; decision: the one that would stand
    then, the same where it would be confirmed; both None for a line whose limit is set by hand. put_off: why nothing
    would be decided then.
    """

    kind: str
    amount_minor: int
    before: Line
    after: Line
    event: Event
    decided: Decision | None
    decision: Decision | None
    put_off: str | None


async def what_if_drawn(database: Database, line_id: str, amount_minor: int, *, now: datetime) -> Supposed:
    """Return what a draw of `amount_minor` would do now; raise LineUnknown."""
    line = await view_line(database, line_id, now=now)
    command = Draw(line_id=line_id, stamp=_stamp(line, now), amount_minor=amount_minor, currency=line.terms.currency)
    return await _suppose(database, line, command)


async def what_if_repaid(database: Database, line_id: str, amount_minor: int, *, now: datetime) -> Supposed:
    """Return what a repayment of `amount_minor` would do now; raise LineUnknown."""
    line = await view_line(database, line_id, now=now)
    command = Repay(line_id=line_id, stamp=_stamp(line, now), amount_minor=amount_minor, currency=line.terms.currency)
    return await _suppose(database, line, command)


async def what_if_used(database: Database, line_id: str, utilisation_bps: int, *, now: datetime) -> Supposed:
    """Return what would be if this share of the limit were drawn; raise LineUnknown, NothingSupposed."""
    line = await view_line(database, line_id, now=now)
    missing = (line.limit_minor or 0) * utilisation_bps // _BPS - line.balances.principal
    if missing > 0:
        return await what_if_drawn(database, line_id, missing, now=now)
    if missing < 0:
        first = line.balances.interest + line.balances.fees  # a repayment pays these before principal
        return await what_if_repaid(database, line_id, first - missing, now=now)
    raise NothingSupposed


async def _suppose(database: Database, before: Line, command: Draw | Repay) -> Supposed:
    line = await read_line(database, before.id)
    constraints = await read_constraints(database, [line.id]) if line.constrained else None
    locked = Locked({line.id: line}, {}, constraints=constraints)
    deciding = await _read(database, line, command)
    answer = Sequence(locked, deciding).answer(command)
    if not isinstance(answer, Receipt):
        raise answer
    last = await read_decisions(database, line.id, before=None, limit=1) if deciding is not None else []
    decided = last[0] if last else None
    made = deciding.decided.decisions if deciding is not None else []
    waiting = deciding.decided.profiles.get(line.id) if deciding is not None else None
    return Supposed(
        kind="draw" if isinstance(command, Draw) else "repay",
        amount_minor=command.amount_minor,
        before=before,
        after=answer.events[-1].after,
        event=answer.event,
        decided=decided,
        decision=made[-1] if made else decided,
        put_off=waiting.pending_why if waiting is not None else None,
    )


async def _read(database: Database, line: Line, command: Command) -> Deciding | None:
    """Read what decides, in a transaction that cannot write."""
    async with writing(database) as connection, transaction(connection, readonly=True):
        return await read_deciding(connection, [command], {line.id: line.version}, KeptStates())


def _stamp(line: Line, now: datetime) -> Stamp:
    at = max(now, line.moved_at)
    return Stamp(key=None, fingerprint=None, effective_at=at, booked_at=now, actor="what_if")
