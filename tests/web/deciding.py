"""Lines that a policy decides, in a sandbox."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import psycopg
from api_caller import Caller

from creditline.scoring.card import Card
from creditline.scoring.folder import card_id, card_text
from creditline.store.database import Database
from creditline.store.decision_files import ActivationWanted
from creditline.usecases.activate_policy import activate_strategy

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def activate(url: str, name: str = "cn-bank", **more: Any) -> None:
    """Let a strategy decide from the beginning of time."""

    async def work() -> None:
        async with Database(url) as database:
            wanted = ActivationWanted(active_from=LONG_AGO, activated_by="tests", **more)
            await activate_strategy(database, name, wanted=wanted, at=LONG_AGO)

    asyncio.run(work())


def decide_by_card(sandbox: Caller, card: Card) -> Caller:
    """Let cn-bank decide in a sandbox, by a card."""
    with psycopg.connect(sandbox.url) as connection:
        connection.execute(
            "INSERT INTO scorecard (id, name, content, proof, registered_at, registered_by)"
            " VALUES (%s, 'tests', %s, '{}', %s, 'tests')",
            [card_id(card), card_text(card), LONG_AGO],
        )
    activate(sandbox.url, card_id=card_id(card))
    return sandbox


def known(**changes: Any) -> dict[str, Any]:
    """What is attested about a salaried person with a proven income of 20,000 a month; amounts in fen."""
    facts: dict[str, Any] = {
        "score": 720,
        "segment": "salaried",
        "industry": "none",
        "scale": "person",
        "season_index_bps": 10_000,
        "income_minor": 2_000_000,
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
        "returned_to_payer_bps": 0,
        "lender": "bank",
        "borrower": "person",
        "channel": "online",
        "use": "consumption",
        "secured": False,
        "student": False,
        "guarantor_consent": False,
        "related_person": False,
        "born": {"date": "1985-03-01"},
        "capital_minor": 10**15,
        "net_assets_minor": 10**12,
        "group_limits_minor": 0,
        "revenue_minor": 0,
        "bureau_data_used": False,
        "product": "credit_line",
        "review_paused": False,
        "basis": "risk",
    }
    return facts | changes


def decided_line(sandbox: Caller, name: str = "shop", *, limit: str | None = None, **facts: Any) -> str:
    """Open a line that cn-bank decides, two years ago, and return its path."""
    opened = {"effective_at": "2024-01-15T09:00:00Z"}
    path = sandbox.open(name, limit=limit, **opened)
    sandbox.done(f"{path}/profile", {"policy": "cn-bank", "facts": known(**facts)})
    return path


def decisions(sandbox: Caller, path: str) -> list[dict[str, Any]]:
    """The line's decisions, the newest first."""
    found: list[dict[str, Any]] = sandbox.line(f"{path}/decisions")["data"]
    return found


def kinds(sandbox: Caller, path: str) -> list[str]:
    """The kinds of the line's events, the newest first."""
    return [event["kind"] for event in sandbox.line(f"{path}/events")["data"]]


def scored_line(scored: Caller, name: str = "shop") -> str:
    """Open a line whose limit cn-bank decides by the score of its card, and return where it is found."""
    path = scored.open(name, limit=None, effective_at="2024-01-15T09:00:00Z")
    facts = known(income_minor=5_000_000)
    del facts["score"]
    scored.done(f"{path}/profile", {"policy": "cn-bank", "facts": facts})
    return path
