"""What brings a line's limit to an amount, from the facts of now and the policy that decides now."""

from datetime import datetime

from creditline.decisions.path import Restoration, restore_path
from creditline.store.database import Database
from creditline.usecases.situation import Situation, read_situation
from creditline.usecases.view_line import view_line


async def find_path(database: Database, line_id: str, *, to_minor: int, now: datetime) -> Restoration | None:
    """Return the steps that bring the line's limit to `to_minor`; None if nothing is in the way.

    Raises LineUnknown, ProfileUnknown, PolicyNotActive.
    """
    line = await view_line(database, line_id, now=now)
    return path_to(await read_situation(database, line, now=now), to_minor)


def path_to(situation: Situation, to_minor: int) -> Restoration | None:
    """As `find_path`, for a line whose situation is known."""
    standing, law = situation.standing, situation.law
    return restore_path(
        situation.inputs,
        situation.facts,
        standing.model,
        standing.policy,
        law,
        to_minor=to_minor,
        limit=standing.limit_under(law),
        foresight=situation.outlook,
    )
