"""The part of the page that explains: why the limit changed, what restores it, what is offered, what can be learned."""

from collections.abc import Callable
from dataclasses import dataclass

from creditline.money.grouped import grouped
from creditline.usecases.explain_line import Explained
from creditline.web.borrower.recovery import (
    DebtView,
    HeldView,
    OfferView,
    RecoveryView,
    debt_view,
    held_views,
    offer_view,
    pending_words,
    recovery_view,
)
from creditline.web.borrower.why import DecisionView, Named, decision_view, record_words
from creditline.web.i18n import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """Everything that explains a line whose limit a policy decides. The keys are new idempotency keys for its forms.

    record: points and band; `by_card` where a scorecard gave them. pending: since when a review waits, or empty.
    """

    decisions: list[DecisionView]
    record: str
    by_card: bool
    recovery: RecoveryView | None
    held: list[HeldView]
    offers: list[OfferView]
    lessons: list[Named]
    debt: DebtView | None
    pending: str
    accept_key: str
    decline_key: str
    review_key: str


def monitor_of(explained: Explained, language: Language, make_key: Callable[[], str]) -> Monitor:
    """Put what explains a line into words."""
    line, latest = explained.situation.line, explained.decisions[0].decision if explained.decisions else None
    currency, zone, since = line.terms.currency, line.terms.zone, explained.situation.profile.pending_since
    offering = {offer.decision_id for offer in explained.offers}
    spoken = "zh" if language.tag.startswith("zh") else "en"
    return Monitor(
        decisions=[
            decision_view(told, currency, zone, language, stands=told.decision.id in offering)
            for told in explained.decisions
        ],
        record="" if latest is None else record_words(latest, language),
        by_card=latest is not None and latest.scored is not None,
        recovery=recovery_view(explained, language),
        held=held_views(explained, language),
        offers=[offer_view(offer, line.limit_minor or 0, currency, language) for offer in explained.offers],
        lessons=[Named(lesson.title[spoken], grouped(lesson.text[spoken])) for lesson in explained.lessons],
        debt=None if explained.debt is None else debt_view(explained.debt, currency, language),
        pending="" if since is None else pending_words(since, zone, language),
        accept_key=make_key(),
        decline_key=make_key(),
        review_key=make_key(),
    )
