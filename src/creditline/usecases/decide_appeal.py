"""Deciding an appeal: the decision, what it does to the line, and the label, in one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from hashlib import sha256

from creditline.appeals.appeal import Appeal, AppealEvent, By, Happened
from creditline.appeals.deciding import Verdict, approve, decide, label_of
from creditline.appeals.promise import AppealRules
from creditline.dates.business_date import business_date
from creditline.lines.commands import ChangeLimit, Command, Stamp, Unfreeze, VoidHold
from creditline.lines.line import Line, Status
from creditline.notices.notice import Notice
from creditline.notices.of_appeal import AppealDecided, notice_of_appeal
from creditline.store.appeals import lock_appeal, read_evidence, write_event, write_label
from creditline.store.database import Database
from creditline.store.groups import lock, transaction, writing
from creditline.store.notice_files import notice_writes
from creditline.store.wire import Wire
from creditline.usecases.sequence import Receipt
from creditline.usecases.work_appeal import check_version
from creditline.usecases.writer import carry_out

REASON = "Appeal upheld"
FREEZE = "freeze"

ReleaseFlag = Callable[[Wire, str, Stamp], Awaitable[None]]
"""Lets a flag go, inside the transaction it is given: (connection, the flag's id, the stamp)."""


class ReleaseUnknown(LookupError):
    """What an appeal lets go must be a hold of the line, its freeze, or a flag."""

    code = "release-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' cannot be let go: it is no hold of this line, no freeze, and no flag known here.")


class EffectRefused(RuntimeError):
    """The line did not take what the decision does to it, so nothing was decided."""

    code = "effect-refused"

    def __init__(self, why: str) -> None:
        super().__init__(f"The line did not take the effect of this decision ({why}); nothing was decided.")


async def no_flags(_connection: Wire, flag_id: str, _stamp: Stamp) -> None:
    """Know no flags."""
    raise ReleaseUnknown(flag_id)


async def decide_appeal(
    database: Database,
    appeal_id: str,
    verdict: Verdict,
    *,
    seen: int | None,
    by: By,
    now: datetime,
    rules: AppealRules,
    release_flag: ReleaseFlag = no_flags,
) -> Appeal:
    """Decide an appeal, or propose it where a second person must approve; its effect is in the same commit.

    Raises AppealUnknown, AppealMoved, EffectRefused, ReleaseUnknown, and what `appeals.deciding.decide` raises.
    """
    evidence = await read_evidence(database, appeal_id)
    async with writing(database) as connection, transaction(connection):
        appeal = await lock_appeal(connection, appeal_id)
        await check_version(database, appeal, seen, now)
        line = await _locked_line(connection, appeal)
        event = decide(
            appeal,
            verdict,
            limit_minor=line.limit_minor,
            evidence=evidence,
            by=by,
            at=now,
            on=business_date(now, line.terms.zone),
            rules=rules,
        )
        await apply_appeal_effect(connection, event, line, release_flag)
    return event.after


async def approve_appeal(
    database: Database,
    appeal_id: str,
    *,
    seen: int | None,
    considered_s: int,
    by: By,
    now: datetime,
    rules: AppealRules,
    release_flag: ReleaseFlag = no_flags,
) -> Appeal:
    """Approve what somebody else proposed; its effect is in the same commit.

    Raises AppealUnknown, AppealMoved, EffectRefused, ReleaseUnknown, and what `appeals.deciding.approve` raises.
    """
    async with writing(database) as connection, transaction(connection):
        appeal = await lock_appeal(connection, appeal_id)
        await check_version(database, appeal, seen, now)
        event = approve(appeal, considered_s=considered_s, by=by, at=now, rules=rules)
        await apply_appeal_effect(connection, event, await _locked_line(connection, appeal), release_flag)
    return event.after


async def apply_appeal_effect(connection: Wire, event: AppealEvent, line: Line, release_flag: ReleaseFlag) -> None:
    """Write what happened to the appeal and, if it was decided, all that follows, in the caller's transaction.

    The limit, the holds, the freeze and the flags change with the appeal's own row, or nothing does. What has been let
    go meanwhile, or a limit that is as high by now, is left as it is.
    Raises EffectRefused, ReleaseUnknown.
    """
    await write_event(connection, event)
    if event.kind is not Happened.DECIDED or event.after.outcome is None:
        return
    await write_label(connection, event, label_of(event.after.outcome))
    await connection.converse(notice_writes([_notice(event, line)]))
    stamp = _stamp(event, "flag")
    for name in event.after.effect.releases:
        if name.startswith("flag_"):
            await release_flag(connection, name, stamp)
    commands = _commands(event, line)
    if commands:
        await carry_out(connection, commands, alone=False, check=_check_taken)


def _notice(event: AppealEvent, line: Line) -> Notice:
    after = event.after
    decided = AppealDecided(
        appeal_id=after.id,
        filed_at=after.filed_at,
        decided_at=event.at,
        outcome=after.outcome.value if after.outcome else "",
        answer=after.answer or "",
        limit_minor=after.effect.limit_minor,
    )
    return notice_of_appeal(decided, line)


def _check_taken(answers: Sequence[Receipt | Exception]) -> None:
    """Raise EffectRefused unless the line took all of it."""
    for answer in answers:
        if not isinstance(answer, Receipt):
            raise EffectRefused(str(answer)) from answer
        if not answer.event.accepted:
            raise EffectRefused(answer.event.outcome.value)


def _commands(event: AppealEvent, line: Line) -> list[Command]:
    effect, commands = event.after.effect, [*_releases(event, line)]
    if effect.limit_minor is not None and effect.limit_minor > (line.limit_minor or 0):
        change = ChangeLimit(
            line_id=line.id,
            stamp=_stamp(event, "limit"),
            limit_minor=effect.limit_minor,
            currency=line.terms.currency,
            reason=REASON,
        )
        commands.append(change)
    return commands


def _releases(event: AppealEvent, line: Line) -> list[Command]:
    commands: list[Command] = []
    for name in event.after.effect.releases:
        if name == FREEZE and line.status is Status.FROZEN:
            commands.append(Unfreeze(line_id=line.id, stamp=_stamp(event, FREEZE), reason=REASON))
        elif name.startswith("evt_"):
            commands += _voids(event, line, name)
        elif name != FREEZE and not name.startswith("flag_"):
            raise ReleaseUnknown(name)
    return commands


def _voids(event: AppealEvent, line: Line, name: str) -> list[Command]:
    """Let a hold go that is still open."""
    line_name, _, version = name.removeprefix("evt_").rpartition("_")
    if f"line_{line_name}" != line.id or not version.isdigit():
        raise ReleaseUnknown(name)
    placed = [hold.placed_by for hold in line.holds if hold.placed_by == int(version)]
    return [VoidHold(line_id=line.id, stamp=_stamp(event, name), hold=hold) for hold in placed]


def _stamp(event: AppealEvent, part: str) -> Stamp:
    key = f"{event.after.id}-{part}"
    return Stamp(
        key=key, fingerprint=sha256(key.encode()).digest(), effective_at=event.at, booked_at=event.at, actor="appeal"
    )


async def _locked_line(connection: Wire, appeal: Appeal) -> Line:
    locked = await lock(connection, line_ids=[appeal.line_id], begins=False)
    return locked.lines[appeal.line_id]
