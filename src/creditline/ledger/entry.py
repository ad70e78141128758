"""One leg of a posting, and how legs are made."""

from collections.abc import Iterable, Mapping

from creditline.ledger.account import Account
from creditline.values import dataclass


class Unbalanced(AssertionError):
    """The legs of one event must sum to zero; a defect in the code that made them."""

    def __init__(self, movements: Iterable[tuple[Account, int]]) -> None:
        legs = ", ".join(f"{account} {amount:+d}" for account, amount in movements)
        super().__init__(f"These legs do not sum to zero: {legs}.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One leg: an amount on an account, debit positive, in minor units.

    On a line's account `previous_minor` and `current_minor` are the running balance before and after, so that each
    row proves the next. On the lender's own accounts both are None.
    """

    account: Account
    amount_minor: int
    previous_minor: int | None
    current_minor: int | None


def post(balances: Mapping[Account, int], movements: Iterable[tuple[Account, int]]) -> tuple[Entry, ...]:
    """Turn (account, amount) movements into entries over the signed `balances`; raise Unbalanced.

    Zero movements are left out. Each account may appear once.
    """
    entries, total = [], 0
    for account, amount in movements:
        if amount:
            previous = balances.get(account)
            entries.append(Entry(account, amount, previous, None if previous is None else previous + amount))
            total += amount
    if total:
        raise Unbalanced((entry.account, entry.amount_minor) for entry in entries)
    return tuple(entries)
