"""The stages of a decision, the triggers that bring one about, and the values of facts, in words."""

from creditline.decisions.trigger import Trigger
from creditline.web.fact_wording import plain
from creditline.web.i18n import N_, Language

_STAGES = {
    "model": N_("Your record"),
    "model_business": N_("The record of the business"),
    "income": N_("Proven income"),
    "affordability": N_("Income after other repayments"),
    "proof_grace": N_("A proof of income that runs out"),
    "revenue": N_("A year’s revenue"),
    "standstill": N_("A payment that is late"),
    "behaviour": N_("What happened lately"),
    "portfolio": N_("All limits together"),
    "exposure": N_("All our products together"),
    "product": N_("The most this product gives"),
    "law": N_("The cap set by law"),
    "movement": N_("How far a limit moves at once"),
    "guard": N_("A repayment never lowers a limit"),
    "not_below": N_("A repayment never lowers a limit"),
}
_LAW = "law:"

_TRIGGERS = {
    Trigger.OPENED: N_("when the line was opened"),
    Trigger.REPAYMENT: N_("at a repayment"),
    Trigger.DRAW: N_("at a draw"),
    Trigger.REQUEST: N_("because you asked"),
    Trigger.OFFER_ACCEPTED: N_("because you accepted an offer"),
    Trigger.EVIDENCE: N_("because of new papers"),
    Trigger.TIME: N_("because time went by"),
    Trigger.LAW_CHANGED: N_("because the law changed"),
    Trigger.POLICY_CHANGED: N_("because the policy changed"),
    Trigger.FLAG: N_("because a check ended"),
    Trigger.APPEAL: N_("because of your appeal"),
    Trigger.REVIEW: N_("at a review"),
}

_PERCENT = {"bps": 1, "permille": 10, "percent": 100}


def stage_words(stage: str, language: Language) -> str:
    """Name a stage of a decision; one that a lender added goes by its own name."""
    if stage.startswith(_LAW):
        return language.gettext("Law, rule %(rule)s") % {"rule": stage.removeprefix(_LAW)}
    return language.gettext(_STAGES[stage]) if stage in _STAGES else plain(stage)


def trigger_words(trigger: Trigger, language: Language) -> str:
    """Say what brought a decision about."""
    return language.gettext(_TRIGGERS[trigger])


def quantity(value: int, unit: str | None, currency: str, language: Language) -> str:
    """Write the value of a fact with its unit."""
    if unit == "minor":
        return language.money(value, currency)
    if unit in _PERCENT:
        return language.percent(value * _PERCENT[unit or ""])
    if unit == "days":
        return language.ngettext("%(count)s day", "%(count)s days", value) % {"count": value}
    if unit == "months":
        return language.ngettext("%(count)s month", "%(count)s months", value) % {"count": value}
    return f"{value:,}"
