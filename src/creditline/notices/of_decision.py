"""The notice of a decision: of a fall, now or announced, of a rise, or of an offer."""

from collections.abc import Mapping

from creditline.decisions.decision import Decision, Due, Effect
from creditline.decisions.story import headline
from creditline.lines.line import Line
from creditline.money.grouped import grouped
from creditline.notices.lender import Lender
from creditline.notices.notice import Both, Kind, Notice, notice_id
from creditline.notices.render import render
from creditline.notices.wording import BUREAU, DESK, ECOA
from creditline.notices.written import amount, day, language_for, rate, same

_KINDS = {
    Effect.LOWERED: Kind.LIMIT_LOWERED,
    Effect.ANNOUNCED: Kind.LIMIT_TO_FALL,
    Effect.RAISED: Kind.LIMIT_RAISED,
    Effect.OFFERED: Kind.LIMIT_OFFERED,
}
_MONTHS = 12


def notice_of_decision(made: Decision, line: Line, lender: Lender, *, announced_by: str | None = None) -> Notice | None:
    """Return the notice a decision owes; None if it owes none. Raises FieldsMissing, WordsForbidden.

    announced_by: of a fall that was announced, the decision that announced it. What was announced once is not
    announced again; a first limit is told by the contract.
    """
    kind = _KINDS.get(made.effect)
    again = made.effect is Effect.ANNOUNCED and made.inputs.announced is not None
    first = made.effect is Effect.RAISED and made.inputs.current_limit_minor is None
    if kind is None or again or first:
        return None
    owed = [due for due in made.due if not due.on_request]
    texts = render(
        kind,
        _fields(made, line, lender, owed),
        required={field for due in owed for field in due.fields},
        reasons=[(reason.en, reason.zh) for reason in made.reasons],
    )
    follows = announced_by if made.effect is Effect.LOWERED and made.inputs.announced is not None else None
    return Notice(
        id=notice_id(made.id),
        line_id=line.id,
        kind=kind,
        subject=made.id,
        rules=tuple(due.rule_id for due in made.due),
        due_on=min((due.by for due in owed), default=None),
        language=language_for(line.terms.currency),
        channel="durable",
        given_at=made.decided_at,
        lender=lender.name,
        texts=texts,
        follows=notice_id(follows) if follows else None,
    )


def _fields(made: Decision, line: Line, lender: Lender, owed: list[Due]) -> dict[str, Both]:
    currency = line.terms.currency
    new = made.to_minor if made.effect in {Effect.ANNOUNCED, Effect.OFFERED} else made.limit_minor
    fields: dict[str, Both] = {
        "old_limit": amount(made.inputs.current_limit_minor, currency),
        "new_limit": amount(new, currency),
        "since": day(made.effective_on),
        "contact": same(lender.contact) if lender.contact else DESK,
    }
    if made.offer is not None:
        fields["expires"] = day(made.offer.expires_on)
    wanted = {field for due in owed for field in due.fields}
    return fields | {name: value for name, value in _legal(made, line, lender).items() if name in wanted and all(value)}


def _legal(made: Decision, line: Line, lender: Lender) -> Mapping[str, Both]:
    """What some law wants to be said, where it is known."""
    currency = line.terms.currency
    score = made.inputs.facts.get("score")
    twelfth = -(-line.balances.principal // _MONTHS)
    return {
        "action": (grouped(headline(made, currency, "en")), grouped(headline(made, currency, "zh"))),
        "creditor_name": same(lender.name),
        "creditor_address": same(lender.address),
        "agency": same(lender.agency),
        "ecoa_text": ECOA,
        "score": same("" if score is None else str(score)),
        "score_range": same(lender.score_range),
        "score_date": day(made.on),
        "bureau_name": same(lender.bureau_name),
        "bureau_contact": same(lender.bureau_contact),
        "instalments_12_equal": amount(twelfth, currency),
        "rate_of_instalments": rate(line.terms.rate_bps),
        **BUREAU,
    }
