"""What brings the limit back, step by step with how near each is; and what waits: holds, offers, reviews."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from creditline.decisions.debt_ratio import DebtRatio
from creditline.decisions.decision import Effect
from creditline.decisions.flags import remedy_of
from creditline.decisions.path import Restoration, Step
from creditline.money.grouped import grouped
from creditline.scoring.card import Card, NumberFeature
from creditline.scoring.path import Path as CardPath
from creditline.store.decisions import StoredFlag, StoredOffer
from creditline.usecases.explain_line import Explained
from creditline.web.borrower.paying_back import late_minor
from creditline.web.borrower.stages import quantity
from creditline.web.fact_wording import fact_words
from creditline.web.i18n import N_, Language

_ALL = 1_000
_LATE_HERE = "days_past_due"

_PAPERS = {
    "account_statement": N_("a statement of the account"),
    "payer_identity": N_("who the payer is"),
    "payer_agreement": N_("the payer’s word that it was for you"),
    "invoice": N_("invoices"),
    "contract": N_("contracts"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step. permille: how near it is. parts: what it consists of, for points of a record."""

    how: str
    fact: str
    now: str
    needed: str
    permille: int
    by: str
    parts: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryView:
    """What restores the limit. ready: nothing is in the way any more, and asking brings it back."""

    title: str
    text: str
    steps: list[StepView]
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """Money in doubt that waits: how much, why, until when, how it ends earlier."""

    id: str
    amount: str
    reason: str
    until: str
    remedy: str
    papers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """An offer of a higher limit."""

    id: str
    limit: str
    more: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtView:
    """How much of the income repayments take, and how much more may be drawn before that is too much."""

    share: str
    most: str
    income: str
    room: str
    over: bool


def recovery_view(explained: Explained, language: Language) -> RecoveryView | None:
    """Say what restores the limit that was lost or is about to be; None where nothing is."""
    to_minor, found = explained.to_minor, explained.path
    if to_minor is None:
        return None
    _, currency = language.gettext, _currency(explained)
    words = {"to": language.money(to_minor, currency)}
    announced = explained.decisions and explained.decisions[0].decision.effect is Effect.ANNOUNCED
    if found is None:
        title = _("Nothing is in the way of %(to)s any more") % words
        ready = not announced and not explained.offers
        text = (
            _("Accept the offer, and it counts again.")
            if explained.offers
            else _("Ask for it, and it counts again at once.")
        )
        return RecoveryView(title=title, text=text, steps=[], ready=ready)
    title = (_("What keeps your limit at %(to)s") if announced else _("What brings your limit back to %(to)s")) % words
    return RecoveryView(
        title=title, text=_scope(found, currency, language), steps=_steps(explained, found, language), ready=False
    )


def held_views(explained: Explained, language: Language) -> list[HeldView]:
    """Say what waits because of a flag."""
    terms = explained.situation.line.terms
    holding = [stored for stored in explained.flags if stored.hold_version is not None]
    return [_held(stored, terms.currency, terms.zone, language) for stored in holding]


def offer_view(offer: StoredOffer, limit_minor: int, currency: str, language: Language) -> OfferView:
    """Describe an offer."""
    return OfferView(
        id=offer.id,
        limit=language.money(offer.limit_minor, currency),
        more=language.signed_money(offer.limit_minor - limit_minor, currency),
        until=language.day(offer.expires_on),
    )


def debt_view(debt: DebtRatio, currency: str, language: Language) -> DebtView:
    """Describe a debt ratio."""
    return DebtView(
        share=language.percent(debt.bps),
        most=language.percent(debt.most_bps),
        income=language.money(debt.income_minor, currency),
        room=language.money(debt.room_minor, currency),
        over=debt.bps > debt.most_bps,
    )


def debt_words(debt: DebtRatio, amount_minor: int, currency: str, language: Language) -> str:
    """Say what a draw of `amount_minor` makes of a debt ratio; `debt` is the one after it."""
    words = {
        "amount": language.money(amount_minor, currency),
        "share": language.percent(debt.bps),
        "income": language.money(debt.income_minor, currency),
        "most": language.percent(debt.most_bps),
        "repayment": language.money(debt.repayment_minor, currency),
        "others": language.money(debt.obligations_minor, currency),
        "months": debt.months,
    }
    return (
        language.gettext(
            "With %(amount)s more, repayments would take %(share)s of your proven income of %(income)s a month: "
            "%(repayment)s here, spread over %(months)s months, and %(others)s to others. "
            "More than %(most)s is hard to carry."
        )
        % words
    )


def pending_words(since: datetime, zone: str, language: Language) -> str:
    """Say since when a review waits."""
    return language.gettext("It has waited since %(when)s.") % {"when": language.moment(since, zone)}


def _scope(found: Restoration, currency: str, language: Language) -> str:
    if found.complete:
        return language.gettext("These are the least changes that suffice, found in the policy that decides for you.")
    words = {"limit": language.money(found.limit_minor, currency)}
    return language.gettext("These bring it to %(limit)s. What is above that is not in your hands now.") % words


def _steps(explained: Explained, found: Restoration, language: Language) -> list[StepView]:
    return [_step(step, explained, language) for step in found.steps]


def _step(step: Step, explained: Explained, language: Language) -> StepView:
    domain = explained.situation.standing.policy.facts[step.fact]
    currency = _currency(explained)
    now, needed = (quantity(value, domain.unit, currency, language) for value in (step.now, step.to))
    bound = language.gettext("at most %(value)s") if step.to < step.now else language.gettext("at least %(value)s")
    return StepView(
        how=step.zh if language.tag.startswith("zh") else step.en,
        fact=fact_words(step.fact, language),
        now=now,
        needed=bound % {"value": needed},
        permille=_near(step.now, step.to),
        by=language.day(step.on),
        parts=list(_within(step, explained, language)),
    )


def _within(step: Step, explained: Explained, language: Language) -> Iterator[str]:
    """Say what a step consists of: changes behind the points of a record, or the amount that is late here."""
    model, line = explained.situation.standing.model, explained.situation.line
    if model is not None and step.card is not None:
        yield from _parts(model.card, step.card, language)
    late = late_minor(line)
    if step.fact == _LATE_HERE and late:
        yield language.gettext("%(amount)s is past due") % {"amount": language.money(late, line.terms.currency)}


def _near(now: int, to: int) -> int:
    """How near a value is to what is needed, in thousandths, from whichever side it comes; below zero it is far."""
    low, high = sorted((now, to))
    if low == high:
        return _ALL
    return 0 if low < 0 else low * _ALL // high


def _parts(card: Card, found: CardPath, language: Language) -> Iterator[str]:
    for change in found.changes:
        feature = card.by_name[change.feature]
        words = feature.zh if language.tag.startswith("zh") else feature.en
        decimals = feature.decimals if isinstance(feature, NumberFeature) else 0
        before, to = (_decimal(value, decimals) for value in (change.before, change.to))
        said = words.replace("{value}", f"{before} → {to}")
        yield said[:1].upper() + said[1:]


def _decimal(value: object, decimals: int) -> str:
    if not isinstance(value, int) or not decimals:
        return str(value)
    whole, part = divmod(abs(value), 10**decimals)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{decimals}}"


def _held(stored: StoredFlag, currency: str, zone: str, language: Language) -> HeldView:
    flag = stored.flag
    remedy = remedy_of(flag.kind)
    chinese = language.tag.startswith("zh")
    between = "、" if chinese else ", "
    return HeldView(
        id=flag.id,
        amount=language.money(flag.doubt_minor, currency),
        reason=grouped(flag.reason.zh if chinese else flag.reason.en),
        until=language.moment(flag.deadline_at, zone),
        remedy=remedy.zh if chinese else remedy.en,
        papers=between.join(language.gettext(_PAPERS[paper]) for paper in remedy.papers),
    )


def _currency(explained: Explained) -> str:
    return explained.situation.line.terms.currency
