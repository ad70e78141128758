"""Letting a policy decide the made-up portfolio of a sandbox: facts that carry the limits its lines have."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from creditline.lines.commands import Repay, Stamp
from creditline.lines.line import Line
from creditline.lines.payer import PaidFrom, Payer
from creditline.simulation.stamp import stamped
from creditline.simulation.stories import STORIES
from creditline.store.database import Database
from creditline.store.decision_files import ActivationWanted, read_activation, read_profiled
from creditline.store.lines import LineUnknown, read_line, read_lines
from creditline.usecases.activate_policy import activate_strategy
from creditline.usecases.enrol_line import enrol_line
from creditline.usecases.submit_lines import for_each
from creditline.usecases.writer import Writer

STRATEGY = "cn-bank"
_LINES_AT_ONCE = 4
_PAGE = 500
_SCORE = 720  # where no card gives one
_UNPROVEN_MINOR, _MULTIPLE, _SHARE = 3_000_000, 12, (10, 3)
"""What the strategy gives without a proof, the months of income it counts, and the inverse of its share of revenue."""

OFFERED, HELPED = "line_story_offer", "line_story_helped"
_OFFERED_MINOR, _HELP_MINOR, _TIMES_HELPED = 5_000_000, 200_000, 5
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""In the fingerprint of what happens at the sandbox's time, whichever that was."""

PERSON = {"segment": "salaried", "scale": "person", "industry": "none", "use": "consumption"}
_KINDS = {
    **{story.id: PERSON for story in STORIES if story.decided},
    "line_salaried_": PERSON,
    "line_shop_": {"segment": "business", "scale": "micro", "industry": "retail", "use": "business"},
    "line_farm_": {"segment": "business", "scale": "micro", "industry": "agriculture", "use": "business"},
    "line_strain_": PERSON,
}


async def seed_decisions(database: Database, writer: Writer, *, now: datetime, card_id: str | None = None) -> int:
    """Activate a strategy and let it decide each line of the portfolio that has no profile; return how many it took.

    So are the lines of stories about decisions; other stories keep the limits that they tell about.
    card_id: the scorecard that gives the scores; without one, everybody has the same. Safe to repeat: a strategy that
    decides already goes on with the card it has.
    """
    if await read_activation(database, STRATEGY, now) is None:
        wanted = ActivationWanted(
            active_from=now, activated_by="sandbox", card_id=card_id, waiver="A sandbox; nobody is bound by it."
        )
        await activate_strategy(database, STRATEGY, wanted=wanted, at=now)
    lines = await _without_profile(database)

    async def take(line: Line) -> None:
        stamp = Stamp(key=None, fingerprint=None, effective_at=now, booked_at=now, actor="sandbox")
        await enrol_line(database, writer, line_id=line.id, policy_id=STRATEGY, facts=_facts(line, now), stamp=stamp)

    await for_each(lines, take, at_once=_LINES_AT_ONCE)
    await _help_out(database, writer, now)
    return len(lines)


async def _help_out(database: Database, writer: Writer, now: datetime) -> None:
    """Let somebody else repay on the line of the story about that, so often that the last time raises a flag."""
    try:
        line = await read_line(database, HELPED)
    except LineUnknown:
        return
    payer = PaidFrom(Payer.THIRD_PARTY, "somebody_else")
    for number in range(1, _TIMES_HELPED + 1):
        stamp = stamped(
            f"demo:{HELPED}:helped-{number}", _HELP_MINOR, effective_at=_NO_TIME, booked_at=now, actor="demo"
        )
        await writer.submit(
            Repay(
                line_id=line.id,
                stamp=replace(stamp, effective_at=now),
                amount_minor=_HELP_MINOR,
                currency=line.terms.currency,
                paid_from=payer,
            )
        )


async def _without_profile(database: Database) -> list[Line]:
    taken: set[str] = set()
    while ids := await read_profiled(database, after=max(taken, default=""), limit=_PAGE, pending=False):
        taken |= set(ids)
    found: list[Line] = []
    after = ""
    while lines := await read_lines(database, after=after, limit=_PAGE):
        after = lines[-1].id
        found += [line for line in lines if _is_ours(line) and line.id not in taken]
    return found


def _is_ours(line: Line) -> bool:
    return line.terms.currency == "CNY" and line.id.startswith(tuple(_KINDS))


def _carried_minor(line: Line) -> int:
    """The limit that the facts shall carry: the one the line has, or what the story about an offer offers."""
    return _OFFERED_MINOR if line.id == OFFERED else line.limit_minor or 0


def _facts(line: Line, now: datetime) -> dict[str, Any]:
    kind = next(facts for prefix, facts in _KINDS.items() if line.id.startswith(prefix))
    return facts_for(_carried_minor(line), kind, now)


def facts_for(limit: int, kind: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Return facts of a borrower of this kind by which the strategy comes to `limit` in minor units."""
    person = kind["scale"] == "person"
    income = max(0, limit - _UNPROVEN_MINOR + _MULTIPLE - 1) // _MULTIPLE if person else 0
    return {
        **kind,
        "score": _SCORE,
        "season_index_bps": 10_000,
        "income_minor": income,
        "income_verified_on": date(now.year, 1, 1),
        "obligations_minor": 0,
        "revenue_12m_minor": 0 if person else limit * _SHARE[0] // _SHARE[1] + 1,
        "revenue_fall_bps": 0,
        "other_limits_minor": 0,
        "days_past_due": 0,
        "late_count_365d": 0,
        "returned_count_90d": 0,
        "inquiries_90d": 0,
        "late_elsewhere_days": 0,
        "credit_good": False,
        "need_large": False,
        "returned_to_payer_bps": 0,
        "lender": "bank",
        "borrower": "person" if person else "business",
        "channel": "online",
        "secured": False,
        "student": False,
        "guarantor_consent": False,
        "related_person": False,
        "born": date(1988, 3, 1),
        "capital_minor": 10**14,
        "net_assets_minor": 10**13,
        "group_limits_minor": 0,
        "revenue_minor": 0,
        "bureau_data_used": False,
        "product": "credit_line",
        "basis": "risk",
    }
