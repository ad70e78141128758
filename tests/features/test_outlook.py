"""When a feature gets better: what leaves its window, and what a repayment changes at once."""

from datetime import date, timedelta

import pytest

from creditline.features.observation import Kind, Observation
from creditline.features.observe import HistoryRewound, replayed
from creditline.features.outlook import Outlook
from creditline.features.read import read

OPENED = date(2025, 1, 10)
DUE = OPENED + timedelta(days=40)
TODAY = DUE + timedelta(days=30)
NAMES = ("days_late_365d", "utilisation", "utilisation_mean_90d")
STATE = replayed(
    [
        Observation(kind=Kind.OPENED, on=OPENED, limit_minor=100_000),
        Observation(kind=Kind.CASH_DRAW, on=OPENED, amount_minor=80_000, drawn_minor=80_000, limit_minor=100_000),
        Observation(
            kind=Kind.DUE, on=DUE, amount_minor=8_000, drawn_minor=80_000, limit_minor=100_000, overdue_since=DUE
        ),
    ]
)
NOW = read(STATE, TODAY)


@pytest.fixture
def outlook() -> Outlook:
    return Outlook.of(STATE, TODAY, NAMES)


def _now(name: str) -> int:
    value = NOW[name]
    assert value is not None
    return value


def test_what_a_repayment_changes_has_changed_today(outlook: Outlook) -> None:
    assert _now("utilisation") > 0
    assert outlook.days_until("utilisation", _now("utilisation"), 0) == 0


def test_late_days_are_fewer_only_once_they_leave_their_window(outlook: Outlook) -> None:
    late = _now("days_late_365d")
    days = outlook.days_until("days_late_365d", late, late - 10)
    assert days is not None
    assert DUE + timedelta(days=365) < TODAY + timedelta(days=days) < TODAY + timedelta(days=365)


def test_a_mean_follows_day_by_day(outlook: Outlook) -> None:
    mean = _now("utilisation_mean_90d")
    half, none = (outlook.days_until("utilisation_mean_90d", mean, to) for to in (mean // 2, 0))
    assert half is not None
    assert none is not None
    assert 0 < half < none <= 90


def test_what_the_ledger_does_not_give_is_left_to_the_card() -> None:
    assert Outlook.of(STATE, TODAY, (*NAMES, "debt_to_income", "inquiries_90d", "not_ours")).names == NAMES


def test_what_conduct_never_brings_is_never_foreseen(outlook: Outlook) -> None:
    assert outlook.days_until("utilisation", 0, 1) is None


def test_nothing_is_foreseen_from_a_day_that_has_passed() -> None:
    with pytest.raises(HistoryRewound):
        Outlook.of(STATE, OPENED, NAMES)
