"""Borrowers to decide about, each with every fact that policies and laws ask for."""

from datetime import datetime
from typing import Any

from creditline.decisions.decide import Model, decide
from creditline.decisions.decision import Decision
from creditline.decisions.inputs import Announced, Inputs
from creditline.decisions.packs import LAW_OF, LENDER_OF, strategy
from creditline.decisions.trigger import Trigger
from creditline.law.pack import rules_in_force
from creditline.law.shipped import pack
from creditline.policy.policy import Policy

HUNDRED = 100


def at(day: str) -> datetime:
    """An hour that falls on this day in Shanghai as in New York."""
    return datetime.fromisoformat(f"{day}T15:00:00+00:00")


def facts(**changes: Any) -> dict[str, Any]:
    """A grown-up salaried person with a proven income of 20,000 a month and nothing against them."""
    known: dict[str, Any] = {
        # for the policy
        "drawn_minor": 0,
        "score": 720,
        "segment": "salaried",
        "industry": "none",
        "scale": "person",
        "season_index_bps": 10_000,
        "tenure_months": 24,
        "income_minor": 20_000 * HUNDRED,
        "income_age_days": 30,
        "obligations_minor": 0,
        "revenue_12m_minor": 0,
        "revenue_fall_bps": 0,
        "other_limits_minor": 0,
        "days_past_due": 0,
        "late_count_365d": 0,
        "returned_count_90d": 0,
        "inquiries_90d": 0,
        "late_elsewhere_days": 0,
        "credit_good": False,
        "need_large": False,
        "payer": "none",
        "repayments_in_hour": 0,
        "others_paid_in_day": 0,
        "returned_to_payer_bps": 0,
        # for the law
        "borrower": "person",
        "channel": "online",
        "use": "consumption",
        "secured": False,
        "student": False,
        "guarantor_consent": False,
        "related_person": False,
        "age_years": 40,
        "capital_minor": 10**15,
        "net_assets_minor": 10**12,
        "group_limits_minor": 0,
        "revenue_minor": 0,
        "bureau_data_used": False,
        "product": "credit_line",
        "income_recorded": True,
        "ratio_recorded": True,
        "review_paused": False,
        "basis": "risk",
    }
    return known | changes


def business(**changes: Any) -> dict[str, Any]:
    """A small shop with a record of the best band."""
    shop = {"segment": "business", "industry": "retail", "scale": "micro", "use": "business", "borrower": "business"}
    return facts(income_minor=0, income_age_days=9_999, **(shop | changes))


def decided(
    name: str | Policy,
    known: dict[str, Any],
    *,
    current: int | None,
    on: str = "2026-11-23",
    trigger: Trigger = Trigger.REVIEW,
    law_name: str | None = None,
    model: Model | None = None,
    features: dict[str, Any] | None = None,
    period_start: int | None = None,
    announced: Announced | None = None,
    offered: int | None = None,
    instant: datetime | None = None,
) -> Decision:
    """Decide about a borrower; amounts in minor units."""
    policy = strategy(name) if isinstance(name, str) else name
    base_name = name if isinstance(name, str) else name.id
    rules = pack(law_name or LAW_OF[base_name])
    when = instant or at(on)
    lender = {"lender": LENDER_OF.get(base_name, "bank")}
    inputs = Inputs(
        line_id="line_story",
        version=7,
        trigger=trigger,
        current_limit_minor=current,
        period_start_limit_minor=period_start,
        facts=lender | known,
        features=features or {},
        announced=announced,
        offered_minor=offered,
    )
    law = rules_in_force(rules, when.date(), when)
    return decide(inputs, model, policy, law, when)


def codes(decision: Decision) -> list[str]:
    """The reason codes of a decision, in order."""
    return [reason.code for reason in decision.reasons]
