"""Letting a flag go in the transaction of whatever decides so: the law's way, which is to clear it for a reason."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from creditline.decisions.flags import FlagClosed
from creditline.decisions.trigger import Trigger
from creditline.lines.commands import Stamp
from creditline.store.decisions import read_open_flags
from creditline.store.wire import Wire
from creditline.usecases.decide_appeal import EffectRefused, ReleaseFlag, ReleaseUnknown
from creditline.usecases.reconsider import Reconsider
from creditline.usecases.sequence import Receipt
from creditline.usecases.writer import carry_out


def releasing(line_id: str, *, by: str, words: str) -> ReleaseFlag:
    """Return what lets the flags of one line go; what an appeal names of another line is unknown to it.

    by, words: written into the flag as who cleared it and why.
    """

    async def release_flag(connection: Wire, flag_id: str, stamp: Stamp) -> None:
        """Clear the flag and release what it holds; one that has ended meanwhile is left as it is."""
        if not flag_id.startswith(f"flag_{line_id.removeprefix('line_')}_"):
            raise ReleaseUnknown(flag_id)
        if flag_id not in {stored.flag.id for stored in await read_open_flags(connection, [line_id])}:
            return
        command = Reconsider(
            line_id=line_id,
            stamp=_own(stamp, flag_id),
            trigger=Trigger.APPEAL,
            clear=flag_id,
            words=words[:500],
            by=by,
        )
        await carry_out(connection, [command], alone=False, check=_check_cleared)

    return release_flag


def _own(stamp: Stamp, flag_id: str) -> Stamp:
    """Two flags of one appeal are two requests."""
    key = f"{stamp.key}-{flag_id}"
    return replace(stamp, key=key, fingerprint=sha256(key.encode()).digest())


def _check_cleared(answers: Sequence[Receipt | Exception]) -> None:
    """Raise EffectRefused unless the flag was cleared."""
    for answer in answers:
        if not isinstance(answer, Receipt | FlagClosed):
            raise EffectRefused(str(answer)) from answer
