from datetime import timedelta
from typing import Any

import pytest
from borrowers import HUNDRED, at, facts

from creditline.decisions.flags import (
    Flag,
    FlagClosed,
    FlagState,
    RenewalUnreasoned,
    clear,
    flag_of,
    lapse,
    remedy_of,
    renew,
)
from creditline.decisions.packs import strategy

MORNING = at("2026-11-23")


def flagged(amount_yuan: int, **changes: Any) -> Flag | None:
    return flag_of(
        strategy("cn-bank"),
        facts(trigger="repayment", current_limit_minor=6_000_000, **changes),
        line_id="line_story",
        version=9,
        amount_minor=amount_yuan * HUNDRED,
        at=MORNING,
        on=MORNING.date(),
    )


def stranger() -> Flag:
    found = flagged(18_000, payer="third_party", others_paid_in_day=7)
    assert found is not None
    return found


def test_a_burst_of_honest_repayments_is_cleared_by_the_own_account_rule() -> None:
    """Pay day: twelve repayments in twenty minutes, all from the borrower's own account."""
    found = flagged(5_000, payer="own", repayments_in_hour=12)
    assert found is not None
    assert (found.state, found.closed_by, found.doubt_minor) == (FlagState.CLEARED, "rule own_burst", 0)


def test_a_stranger_who_pays_for_many_puts_that_money_in_doubt_and_no_more() -> None:
    found = stranger()
    assert (found.state, found.doubt_minor) == (FlagState.OPEN, 18_000 * HUNDRED)
    assert found.deadline_at == MORNING + timedelta(hours=24)
    assert "7" in found.reason.zh
    assert remedy_of(found.kind).papers


def test_money_that_only_went_round_is_in_doubt() -> None:
    found = flagged(10_000, payer="linked", returned_to_payer_bps=9_000)
    assert found is not None
    assert (found.kind, found.doubt_minor) == ("linked", 10_000 * HUNDRED)


@pytest.mark.parametrize("payer", ["none", "own", "linked", "third_party"])
def test_an_ordinary_repayment_raises_no_flag(payer: str) -> None:
    assert flagged(10_000, payer=payer, others_paid_in_day=1, repayments_in_hour=1) is None


def test_a_flag_lapses_at_its_deadline_and_not_before() -> None:
    found = stranger()
    assert lapse(found, at=found.deadline_at - timedelta(seconds=1)) is found
    lapsed = lapse(found, at=found.deadline_at + timedelta(days=1))
    assert (lapsed.state, lapsed.closed_at) == (FlagState.LAPSED, found.deadline_at)


def test_a_flag_is_cleared_once() -> None:
    cleared = clear(stranger(), by="officer Li", at=MORNING, words="the payer is the borrower's wife")
    assert cleared.state is FlagState.CLEARED
    with pytest.raises(FlagClosed):
        clear(cleared, by="officer Li", at=MORNING)


def test_a_flag_is_renewed_with_reasons_by_a_person() -> None:
    found = stranger()
    with pytest.raises(RenewalUnreasoned):
        renew(found, by="officer Li", at=MORNING, words=" ", hours=24)
    old, new = renew(
        found, by="officer Li", at=MORNING + timedelta(hours=20), words="the payer's bank answers", hours=12
    )
    assert (old.state, new.state, new.id) == (FlagState.RENEWED, FlagState.OPEN, f"{found.id}~1")
    assert renew(new, by="officer Li", at=MORNING, words="still", hours=1)[1].id == f"{found.id}~2"
    assert new.deadline_at == MORNING + timedelta(hours=32)
