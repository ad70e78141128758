"""Asking a shipped pack what binds on a day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from creditline.law.pack import Law, Pack, rules_in_force
from creditline.law.shipped import pack

TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
YUAN = 100


def law(name: str | Pack, on: str | date, *, known_at: datetime | None = None, what_if: str = "") -> Law:
    """The law of a pack on a day, as we know it at the end of that day at the earliest."""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    then = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
    wanted = frozenset(what_if.split())
    chosen = pack(name) if isinstance(name, str) else name
    return rules_in_force(chosen, day, known_at or max(then, TODAY), what_if=wanted)


def consumer(**changes: Any) -> dict[str, Any]:
    """A grown-up person who asks a bank for an unsecured online loan for consumption."""
    facts: dict[str, Any] = {
        "lender": "bank",
        "borrower": "person",
        "channel": "online",
        "use": "consumption",
        "secured": False,
        "credit_good": False,
        "need_large": False,
        "student": False,
        "related_person": False,
        "age_years": 40,
        "capital_minor": 10**15,
        "net_assets_minor": 10**11,
        "group_limits_minor": 0,
        "assisted": False,
        "bridge_loan": False,
    }
    return facts | changes
