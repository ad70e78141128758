"""What bounds a line below its own limit, in words a borrower understands; and the limit the borrower chose."""

from collections.abc import Iterable
from datetime import datetime

from creditline.dates.business_date import business_date
from creditline.lines.available import bound_by, ceiling_minor
from creditline.lines.ceiling import Bound
from creditline.lines.line import Line
from creditline.web.borrower.wording import Message
from creditline.web.i18n import N_, Language

_TITLES = {
    Bound.SELF_CHOSEN: N_("The limit you chose counts now: %(ceiling)s"),
    Bound.TEMPORARY: N_("A temporary limit counts now: %(ceiling)s"),
    Bound.CUSTOMER: N_("Your lines share one limit; this one has room for %(ceiling)s"),
    Bound.GROUP: N_("Your lines and those of related parties share one limit; this one has room for %(ceiling)s"),
    Bound.FUNDING: N_("The lenders behind this line fund up to %(ceiling)s now"),
    Bound.REGULATORY: N_("The law lets us lend you up to %(ceiling)s on this line now"),
}

_TEXTS = {
    Bound.SELF_CHOSEN: N_("It is lower than the limit you have. You can choose another one at any time."),
    Bound.TEMPORARY: N_("It ends by itself on %(until)s. Then your usual limit counts again, and you need do nothing."),
    Bound.CUSTOMER: N_("What your other lines use is not left for this one. Repaying on any of them makes room here."),
    Bound.GROUP: N_("What those lines use is not left for this one. Repaying on any of them makes room here."),
    Bound.FUNDING: N_(
        "One of several lenders takes part less, or no longer. This is not about you or how you repay; "
        "repaying works as before."
    ),
    Bound.REGULATORY: N_(
        "A lender may only lend so much to one borrower and related parties. This is not about you or how you repay."
    ),
}


def bound_words(line: Line, until: datetime | None, language: Language) -> Iterable[tuple[str, str, str]]:
    """Yield (name, title, text) of what bounds the line below its limit; nothing where its own limit binds."""
    bound, ceiling = bound_by(line), ceiling_minor(line)
    if bound is None or bound is Bound.LIMIT or ceiling is None:
        return
    words = {
        "ceiling": language.money(ceiling, line.terms.currency),
        "until": language.day(business_date(until, line.terms.zone)) if until else "",
    }
    yield bound.value, language.gettext(_TITLES[bound]) % words, language.gettext(_TEXTS[bound]) % words


def chosen_words(line: Line, amount_minor: int | None, language: Language) -> Message:
    """Say what the borrower's choice means."""
    if amount_minor is None:
        return Message("success", language.gettext("Your whole limit counts again."))
    words = {"amount": language.money(amount_minor, line.terms.currency)}
    if line.limit_minor is not None and amount_minor >= line.limit_minor:
        text = language.gettext("%(amount)s is not below the limit you have, so that limit counts.")
        return Message("success", text % words)
    return Message("success", language.gettext("From now on you can owe up to %(amount)s on this line.") % words)
