"""A decision that lowers a limit, and the line it is about."""

from datetime import UTC, date, datetime
from typing import Any

from building import Story
from creditline.decisions.decision import Decision, Effect, LawUsed, PolicyUsed, Reason
from creditline.decisions.inputs import Inputs
from creditline.decisions.trigger import Trigger
from creditline.lines.line import Line

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def line(currency: str, *, principal: int = 0) -> Line:
    """A line with a limit of 2,000.00 at 14.60 per cent, of which `principal` is drawn."""
    story = Story(200_000, currency=currency, rate_bps=1_460)
    if principal:
        from creditline.lines.commands import Draw  # noqa: PLC0415 - only for this

        story.ask(Draw(**story._asked(None), amount_minor=principal, currency=currency))
    return story.line


def decision(**changes: Any) -> Decision:
    """A fall from 2,000.00 to 1,000.00 for being late elsewhere."""
    inputs = Inputs(
        line_id="line_story", version=1, trigger=Trigger.EVIDENCE, current_limit_minor=200_000, facts={"score": 610}
    )
    made: dict[str, Any] = {
        "id": "dec_0",
        "inputs": inputs,
        "decided_at": AT,
        "known_at": AT,
        "on": date(2026, 3, 1),
        "scored": None,
        "policy": PolicyUsed(id="p", version="1", sha256="0"),
        "law": LawUsed(pack="us", digest="0", rule_ids=()),
        "rows": {},
        "wishes": (),
        "wish_minor": 100_000,
        "target_minor": 100_000,
        "limit_minor": 100_000,
        "effect": Effect.LOWERED,
        "binding": ("model",),
        "guard": None,
        "reasons": (
            Reason(code="DLQ", stage="model", en="You are 75 days late elsewhere.", zh="您在其他机构逾期 75 天。"),
        ),
        "effective_on": date(2026, 3, 1),
    }
    return Decision(**(made | changes))
