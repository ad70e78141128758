"""Entries balance, or they do not exist."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditline.ledger.account import LINE_ACCOUNTS, Account
from creditline.ledger.entry import Entry, Unbalanced, post

BALANCES = {Account.PRINCIPAL: 300, Account.INTEREST: 5, Account.FEES: 0, Account.CREDIT: -20}


def test_an_entry_carries_the_balance_before_and_after() -> None:
    entries = post(BALANCES, [(Account.PRINCIPAL, 100), (Account.SETTLEMENT, -100)])
    assert entries == (Entry(Account.PRINCIPAL, 100, 300, 400), Entry(Account.SETTLEMENT, -100, None, None))


def test_the_lenders_own_accounts_carry_no_balance() -> None:
    entries = post(BALANCES, [(Account.INTEREST, 7), (Account.INTEREST_INCOME, -7)])
    assert (entries[1].previous_minor, entries[1].current_minor) == (None, None)


def test_movements_of_nothing_are_left_out() -> None:
    assert post(BALANCES, [(Account.FEES, 0), (Account.SETTLEMENT, 0)]) == ()


@pytest.mark.parametrize(
    "movements",
    [[(Account.PRINCIPAL, 1)], [(Account.PRINCIPAL, 100), (Account.SETTLEMENT, -99)], [(Account.CREDIT, -1)]],
)
def test_what_does_not_balance_is_a_defect(movements: list[tuple[Account, int]]) -> None:
    with pytest.raises(Unbalanced, match="do not sum to zero: "):
        post(BALANCES, movements)


@given(st.dictionaries(st.sampled_from(LINE_ACCOUNTS), st.integers(-(10**12), 10**12)))
def test_whatever_is_posted_sums_to_zero_and_chains(movements: list[tuple[Account, int]]) -> None:
    balanced = [*movements.items(), (Account.SETTLEMENT, -sum(movements.values()))]
    entries = post(BALANCES, balanced)
    assert sum(entry.amount_minor for entry in entries) == 0
    for entry in entries:
        if entry.account in LINE_ACCOUNTS:
            assert entry.previous_minor == BALANCES[entry.account]
            assert entry.current_minor == entry.previous_minor + entry.amount_minor
