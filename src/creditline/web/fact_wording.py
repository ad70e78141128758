"""What the facts of a decision are called."""

from creditline.web.i18n import N_, Language

_FACTS = {
    "income_age_days": N_("Age of the proof of income"),
    "days_past_due": N_("Days late here"),
    "late_elsewhere_days": N_("Days late with others"),
    "obligations_minor": N_("Repayments to others, a month"),
    "other_limits_minor": N_("Limits of our other products"),
    "inquiries_90d": N_("Inquiries within 90 days"),
    "returned_count_90d": N_("Returned repayments within 90 days"),
    "late_count_365d": N_("Missed due dates within a year"),
    "score": N_("Points of your record"),
    "income_minor": N_("Proven monthly income"),
    "revenue_12m_minor": N_("A year’s revenue"),
    "revenue_fall_bps": N_("Fall of revenue"),
    "tenure_months": N_("Months with this line"),
    "trigger": N_("What the decision is about"),
    "current_limit_minor": N_("Limit now"),
    "drawn_minor": N_("Drawn now"),
    "segment": N_("Kind of borrower"),
    "industry": N_("Industry"),
    "scale": N_("Size"),
    "season_index_bps": N_("Season of the industry"),
    "credit_good": N_("Good credit elsewhere"),
    "need_large": N_("Large proven need"),
    "payer": N_("Who repaid"),
    "repayments_in_hour": N_("Repayments within an hour"),
    "others_paid_in_day": N_("Repayments by others within a day"),
    "returned_to_payer_bps": N_("Share sent back to who repaid"),
}


def fact_words(fact: str, language: Language) -> str:
    """Name a fact; one that a lender added goes by its own name."""
    return language.gettext(_FACTS[fact]) if fact in _FACTS else plain(fact)


def plain(name: str) -> str:
    """Return a name of the policy's as words."""
    return name.replace("_", " ")
