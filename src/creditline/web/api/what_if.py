"""What would be: the real policy on the real line, and nothing written."""

from typing import Annotated

from litestar import post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from creditline.dates.business_date import business_date
from creditline.decisions.decision import Decision
from creditline.lines.available import available_minor, owed_minor
from creditline.lines.line import Line
from creditline.money.amount import (
    AmountMalformed,
    AmountNotPositive,
    AmountTooLarge,
    format_minor,
    parse_positive_minor,
)
from creditline.store.lines import read_line
from creditline.usecases.what_if import Supposed, what_if_drawn, what_if_repaid, what_if_used
from creditline.web.api.carry_out import PROBLEMS, PathLineId
from creditline.web.api.decision_shapes import DecisionAnswer, ReasonAnswer, decision_answer
from creditline.web.api.refusals import REFUSAL_TEXTS
from creditline.web.api.shapes import Amount
from creditline.web.desk import AppRequest, desk_of
from creditline.web.problems import InvalidField

_ALL_BPS = 10_000


class WhatIfRequest(Struct, forbid_unknown_fields=True):
    """One of the three: an amount to draw, one to repay, or the share of the limit to use, in basis points."""

    draw: Amount | None = None
    repay: Amount | None = None
    utilisation_bps: Annotated[int, Meta(ge=0, le=_ALL_BPS, examples=[5_000])] | None = None


class FiguresAnswer(Struct):
    """A line's figures, as amounts in its currency."""

    limit: str | None
    available: str
    owed: str


class WhatIfAnswer(Struct):
    """What would be. outcome: "accepted", or why it would be declined. decision: what would be decided, if anything.

    reasons_before: of the decision that stands. written: always false.
    """

    line_id: str
    kind: str
    amount: str
    currency: str
    outcome: str
    why: str | None
    before: FiguresAnswer
    after: FiguresAnswer
    reasons_before: list[ReasonAnswer]
    reasons_after: list[ReasonAnswer]
    decision: DecisionAnswer | None
    decided_anew: bool
    put_off: str | None
    written: bool = False


@post("/lines/{line_id:str}/what_if", summary="What would be", tags=["Decisions"], responses=PROBLEMS, status_code=200)
async def what_if(request: AppRequest, line_id: PathLineId, data: JSONBody[WhatIfRequest]) -> WhatIfAnswer:
    """Carry out a draw or repayment on the real line by the real policy, in memory. Nothing is written: no key."""
    desk = desk_of(request)
    line = await read_line(desk.database, line_id)
    given = [value for value in (data.draw, data.repay, data.utilisation_bps) if value is not None]
    if len(given) != 1:
        raise InvalidField("", "Give one of draw, repay and utilisation_bps.")
    now, database, currency = desk.clock.now(), desk.database, line.terms.currency
    if data.draw is not None:
        found = await what_if_drawn(database, line_id, _minor("/draw", data.draw, currency), now=now)
    elif data.repay is not None:
        found = await what_if_repaid(database, line_id, _minor("/repay", data.repay, currency), now=now)
    else:
        found = await what_if_used(database, line_id, data.utilisation_bps or 0, now=now)
    return _answer(found)


def _minor(pointer: str, amount: str, currency: str) -> int:
    try:
        return parse_positive_minor(amount, currency)
    except (AmountMalformed, AmountNotPositive, AmountTooLarge) as unusable:
        raise InvalidField(pointer, str(unusable)) from unusable


def _answer(found: Supposed) -> WhatIfAnswer:
    line, event, decision = found.before, found.event, found.decision
    currency = line.terms.currency
    return WhatIfAnswer(
        line_id=line.id,
        kind=found.kind,
        amount=format_minor(found.amount_minor, currency),
        currency=currency,
        outcome=event.outcome.value,
        why=None if event.accepted else REFUSAL_TEXTS[event.outcome],
        before=_figures(line, found),
        after=_figures(found.after, found),
        reasons_before=_reasons(found.decided),
        reasons_after=_reasons(decision),
        decision=None if decision is None else decision_answer(decision, currency),
        decided_anew=decision is not None and decision is not found.decided,
        put_off=found.put_off,
    )


def _figures(line: Line, found: Supposed) -> FiguresAnswer:
    currency, on = line.terms.currency, business_date(found.event.effective_at, line.terms.zone)
    limit = None if line.limit_minor is None else format_minor(line.limit_minor, currency)
    return FiguresAnswer(
        limit, format_minor(available_minor(line, on), currency), format_minor(owed_minor(line), currency)
    )


def _reasons(decision: Decision | None) -> list[ReasonAnswer]:
    reasons = () if decision is None else decision.reasons
    return [ReasonAnswer(reason.code, reason.stage, reason.en, reason.zh) for reason in reasons]


HANDLERS = [what_if]
