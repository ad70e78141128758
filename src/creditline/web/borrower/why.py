"""Why the limit is what it is: each decision with its reasons, amounts, rows, rules and sources, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from creditline.decisions.decision import Decision, Effect, Reason
from creditline.usecases.explain_line import ToldDecision
from creditline.web.borrower.stages import stage_words, trigger_words
from creditline.web.i18n import N_, Language
from creditline.web.reason_wording import reason_words
from creditline.web.routes import ROUTES

_NO_BOUND = 10**11
"""What policies write for a stage that says nothing about a line."""
_CARD_REASON = "SCORE_"

_HEADLINES = {
    Effect.KEPT: N_("The limit stays at %(limit)s"),
    Effect.RAISED: N_("The limit rises from %(before)s to %(limit)s"),
    Effect.LOWERED: N_("The limit falls from %(before)s to %(limit)s"),
    Effect.OFFERED: N_("A limit of %(to)s is offered; %(limit)s counts until you accept"),
    Effect.ANNOUNCED: N_("A fall to %(to)s is announced for %(day)s; until then %(limit)s counts"),
    Effect.PAUSED: N_("Automatic reviews are paused; the limit stays at %(limit)s"),
}
_OFFER_ENDED = N_("A limit of %(to)s was offered, and the offer has ended; %(limit)s counted meanwhile")
_TONES = {Effect.RAISED: "in", Effect.OFFERED: "in", Effect.LOWERED: "out", Effect.ANNOUNCED: "out"}


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason in words. amount: what it moves the limit by, signed; points: what it takes of the score. Else empty."""

    text: str
    amount: str
    points: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """What one stage would have allowed, how far that is from the limit before, and whether it bound.

    Stages that say nothing about a line have no row.
    """

    name: str
    allowed: str
    distance: str
    bound: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name and what is said of it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """One decision, ready to print. certificate: where the policy's proof can be read, or empty."""

    id: str
    tone: str
    headline: str
    when: str
    at: str
    because: str
    reasons: list[ReasonRow]
    moved: list[Named]
    stages: list[StageRow]
    rows: list[Named]
    record: str
    policy: str
    sha256: str
    proof: str
    certificate: str
    law: str
    rules: str
    promise: str


def decision_view(
    told: ToldDecision, currency: str, zone: str, language: Language, *, stands: bool = True
) -> DecisionView:
    """Put a decision into words. stands: whether what it offers can still be accepted."""
    made = told.decision
    return DecisionView(
        id=made.id,
        tone=_TONES.get(made.effect, "plain"),
        headline=_headline(made, currency, language, stands=stands),
        when=language.moment(made.decided_at, zone),
        at=made.decided_at.isoformat(),
        because=trigger_words(made.inputs.trigger, language),
        reasons=list(_reason_rows(told, currency, language)),
        moved=list(_moved(told, language)),
        stages=list(_stages(made, currency, language)),
        rows=list(_rows(told, language)),
        record=record_words(made, language),
        policy=f"{_title(told, language)} {made.policy.version}",
        sha256=made.policy.sha256,
        proof=made.policy.proof_id or "",
        certificate=_certificate(made.policy.proof_id),
        law=made.law.pack,
        rules=", ".join(made.law.rule_ids),
        promise=_promise(made, currency, language),
    )


def record_words(made: Decision, language: Language) -> str:
    """Say what the record came to: points, and the band; empty where no score was asked."""
    points = made.inputs.facts.get("score") if made.scored is None else made.scored.points
    band = made.rows.get("band") if made.scored is None else made.scored.band
    if points is None:
        return ""
    if band is None:
        return language.gettext("%(points)s points") % {"points": points}
    return language.gettext("%(points)s points, band %(band)s") % {"points": points, "band": band}


def _headline(made: Decision, currency: str, language: Language, *, stands: bool) -> str:
    amounts = {"before": made.inputs.current_limit_minor, "limit": made.limit_minor, "to": made.to_minor}
    words = {name: "–" if minor is None else language.money(minor, currency) for name, minor in amounts.items()}
    said = _HEADLINES[made.effect] if stands or made.effect is not Effect.OFFERED else _OFFER_ENDED
    return language.gettext(said) % {**words, "day": language.day(made.effective_on)}


def _reason_rows(told: ToldDecision, currency: str, language: Language) -> Iterator[ReasonRow]:
    """Put reasons into words. What a stage moves the limit by stands once, at its first reason: it is no sum."""
    said = set[str]()
    for reason in told.decision.reasons:
        lost = told.lost.get(reason.code.removeprefix(_CARD_REASON).lower(), 0)
        moved = 0 if reason.stage in said else _moved_minor(reason, told.decision)
        said.add(reason.stage)
        yield ReasonRow(
            text=reason_words(reason, currency, language),
            amount=language.signed_money(moved, currency) if moved else "",
            points=_signed_points(-lost, language) if lost else "",
        )


def _moved_minor(reason: Reason, made: Decision) -> int:
    """What a reason moves the limit by: as far as its stage alone would go, and no further than all together went."""
    wished = next((wish.amount_minor for wish in made.wishes if wish.stage == reason.stage), None)
    before, to = made.inputs.current_limit_minor, made.limit_minor if made.to_minor is None else made.to_minor
    if wished is None or before is None or to is None:
        return 0
    return max(to - before, min(0, wished - before)) if to < before else min(to - before, max(0, wished - before))


def _moved(told: ToldDecision, language: Language) -> Iterator[Named]:
    """Say what each feature's points did since the decision before."""
    for feature, points in sorted(told.moved.items(), key=lambda item: item[1]):
        yield Named(feature.replace("_", " "), _signed_points(points, language))


def _signed_points(points: int, language: Language) -> str:
    sign = "+" if points > 0 else "\N{MINUS SIGN}"
    return sign + language.ngettext("%(count)s point", "%(count)s points", abs(points)) % {"count": abs(points)}


def _stages(made: Decision, currency: str, language: Language) -> Iterator[StageRow]:
    before = made.inputs.current_limit_minor
    for wish in made.wishes:
        bound = wish.stage in made.binding
        if wish.amount_minor >= _NO_BOUND:
            continue
        distance = "" if before is None else language.signed_money(wish.amount_minor - before, currency)
        yield StageRow(stage_words(wish.stage, language), language.money(wish.amount_minor, currency), distance, bound)
    wished = {wish.stage for wish in made.wishes}
    for stage in made.binding:
        if stage not in wished:
            yield StageRow(stage_words(stage, language), language.money(made.target_minor, currency), "", bound=True)


def _rows(told: ToldDecision, language: Language) -> Iterator[Named]:
    titles = {table.id: table.title for table in told.policy.tables}
    for table, row in told.decision.rows.items():
        title = titles.get(table)
        yield Named(table if title is None else _spoken(title, language), row)


def _title(told: ToldDecision, language: Language) -> str:
    return _spoken(told.policy.title, language)


def _spoken(words: object, language: Language) -> str:
    return str(getattr(words, "zh" if language.tag.startswith("zh") else "en"))


def _promise(made: Decision, currency: str, language: Language) -> str:
    if made.guard is None or not made.guard.applied:
        return ""
    words = {
        "wish": language.money(made.guard.wish_minor, currency),
        "kept": language.money(made.guard.kept_minor, currency),
    }
    return (
        language.gettext("The other stages came to %(wish)s; as you had just repaid, %(kept)s stayed in force.") % words
    )


def _certificate(proof_id: str | None) -> str:
    """Return where a proof can be read, if this server shows proofs."""
    if proof_id is None or not any(route.startswith("GET /certificates/") for route in ROUTES):
        return ""
    return f"/certificates/{proof_id}"
