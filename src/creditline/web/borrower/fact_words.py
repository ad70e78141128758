"""What was vouched for about a borrower, in words, as the event that recorded it tells."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from creditline.lines.attested_fact import FactKind
from creditline.lines.event import Event
from creditline.web.i18n import N_, Language

_WHAT = {
    FactKind.INCOME: N_("Income a month"),
    FactKind.ASSETS: N_("Assets"),
    FactKind.EXTERNAL_DEBT: N_("Owed to other lenders"),
    FactKind.INQUIRIES: N_("Inquiries by other lenders in 90 days"),
    FactKind.REVENUE: N_("Revenue of the month"),
}
_GIVEN = N_("%(what)s: %(value)s on %(day)s, by “%(source)s”.")
_TAKEN_BACK = N_("%(what)s: taken back for %(day)s, by “%(source)s”.")
_PART = N_("%(amount)s of it came from the largest customer.")
_UNTIL = N_("It may be used until %(day)s.")


def facts_in_words(event: Event, language: Language) -> str:
    """Say each fact that an event attested, one after the other."""
    facts = (event.detail or {}).get("facts", ())
    sentences = (words for fact in facts for words in _sentences(fact, event.after.terms.currency, language))
    return language.between_sentences.join(sentences)


def _sentences(fact: Mapping[str, Any], currency: str, language: Language) -> list[str]:
    value = _value(fact, currency, language)
    words = {
        "what": language.gettext(_WHAT[FactKind(fact["kind"])]),
        "value": value,
        "day": language.day(date.fromisoformat(fact["on"])),
        "source": fact["source"],
    }
    told = [language.gettext(_TAKEN_BACK if value is None else _GIVEN) % words]
    if part := fact.get("part_minor"):
        told.append(language.gettext(_PART) % {"amount": language.money(part, currency)})
    if until := fact.get("until"):
        told.append(language.gettext(_UNTIL) % {"day": language.day(date.fromisoformat(until))})
    return told


def _value(fact: Mapping[str, Any], currency: str, language: Language) -> str | None:
    count, amount = fact.get("count"), fact.get("amount_minor")
    if amount is None:
        return None if count is None else str(count)
    return language.money(amount, currency)
