"""What would be, on the page: what was asked, and the limit, the credit and the reasons before and after."""

from dataclasses import dataclass

from creditline.dates.business_date import business_date
from creditline.decisions.decision import Decision
from creditline.lines.available import available_minor, owed_minor
from creditline.lines.line import Line
from creditline.usecases.what_if import Supposed
from creditline.web.borrower.wording import refusal_of
from creditline.web.i18n import N_, Language
from creditline.web.reason_wording import reasons_words

KINDS = ("draw", "repay", "use")

_TITLES = {"draw": N_("If you drew %(amount)s"), "repay": N_("If you repaid %(amount)s")}


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure before and after; `changed` if they differ."""

    name: str
    key: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the figure would change."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class SupposedView:
    """What would be. declined: why it would not go through, or empty. by: which policy decided, or empty.

    offered: the limit that would be offered, or empty.
    """

    title: str
    declined: str
    figures: list[Compared]
    reasons_before: str
    reasons_after: str
    offered: str
    by: str
    put_off: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the form, and what is wrong with it, if anything is."""

    kind: str = "draw"
    value: str = ""
    fault: str = ""


NOTHING_ASKED = Asked()


def supposed_view(found: Supposed, language: Language) -> SupposedView:
    """Put what would be into words."""
    currency = found.before.terms.currency
    offer = None if found.decision is None else found.decision.offer
    policy = None if found.decision is None else found.decision.policy
    return SupposedView(
        title=language.gettext(_TITLES[found.kind]) % {"amount": language.money(found.amount_minor, currency)},
        declined="" if found.event.accepted else refusal_of(found.event, language),
        figures=_figures(found, language),
        reasons_before=_reasons(found.decided, currency, language),
        reasons_after=_reasons(found.decision, currency, language),
        offered="" if offer is None else language.money(offer.limit_minor, currency),
        by="" if policy is None else f"{policy.id} {policy.version}",
        put_off=found.put_off is not None,
    )


def _figures(found: Supposed, language: Language) -> list[Compared]:
    _ = language.gettext
    on = business_date(found.event.effective_at, found.before.terms.zone)
    rows = (
        (_("Limit"), "limit", lambda line: line.limit_minor),
        (_("Available"), "available", lambda line: available_minor(line, on)),
        (_("You owe"), "owed", owed_minor),
    )
    return [
        Compared(
            name,
            key,
            _money(read(found.before), found.before, language),
            _money(read(found.after), found.after, language),
        )
        for name, key, read in rows
    ]


def _money(minor: int | None, line: Line, language: Language) -> str:
    return "–" if minor is None else language.money(minor, line.terms.currency)


def _reasons(decision: Decision | None, currency: str, language: Language) -> str:
    return "" if decision is None else reasons_words(decision.reasons, currency, language)
