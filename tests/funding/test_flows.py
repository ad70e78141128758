"""What comes back: repayments, losses, and what is undone."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from partners import BY_SHARES, FIRST, OWN, SECOND, make_party

from creditline.funding.agreement import Waterfall
from creditline.funding.flows import NotFunded, pay_down, undo
from creditline.funding.split import fundable_minor, split_draw

PRIORITIES = {FIRST: 1, SECOND: 2, OWN: 3}


@pytest.mark.parametrize(
    ("waterfall", "parts"),
    [
        (Waterfall.PRO_RATA, {FIRST: 25, SECOND: 20, OWN: 5}),
        (Waterfall.SENIOR_FIRST, {FIRST: 50}),
        (Waterfall.JUNIOR_FIRST, {OWN: 10, SECOND: 40}),
    ],
)
def test_principal_comes_off_in_the_order_agreed(waterfall: Waterfall, parts: dict[str, int]) -> None:
    assert pay_down(50, {FIRST: 50, SECOND: 40, OWN: 10}, waterfall, PRIORITIES) == parts


def test_a_participant_the_agreement_no_longer_names_comes_last() -> None:
    assert pay_down(5, {FIRST: 5, "par_former": 5}, Waterfall.SENIOR_FIRST, PRIORITIES) == {FIRST: 5}
    assert pay_down(5, {FIRST: 5, "par_former": 5}, Waterfall.JUNIOR_FIRST, PRIORITIES) == {"par_former": 5}


@pytest.mark.parametrize("waterfall", Waterfall)
def test_those_of_one_rank_are_paid_in_proportion_and_none_by_the_order_of_names(waterfall: Waterfall) -> None:
    assert pay_down(52, {FIRST: 75, OWN: 25}, waterfall, {FIRST: 1, OWN: 1}) == {FIRST: 39, OWN: 13}


def test_more_than_there_is_cannot_come_off() -> None:
    with pytest.raises(NotFunded):
        pay_down(6, {FIRST: 5}, Waterfall.PRO_RATA, PRIORITIES)


PARTIES = [make_party(FIRST, 3_000, 10**9), make_party(OWN, 7_000, 10**9)]


@pytest.mark.parametrize(
    ("change", "legs", "positions", "expected"),
    [
        (-100, {FIRST: 30, OWN: 70}, {FIRST: 30, OWN: 70}, {FIRST: -30, OWN: -70}),  # a draw, whole
        (-100, {FIRST: 30, OWN: 70}, {FIRST: 10, OWN: 170}, {FIRST: -10, OWN: -90}),  # a part was paid in the meantime
        (-50, {FIRST: 30, OWN: 70}, {FIRST: 30, OWN: 70}, {FIRST: -15, OWN: -35}),  # the rest became a credit balance
        (100, {FIRST: -100}, {OWN: 5}, {FIRST: 100}),  # a repayment that went to the senior alone
        (110, {FIRST: -100}, {}, {FIRST: 103, OWN: 7}),  # and ten that had been a credit balance
        (-10, {}, {FIRST: 30, OWN: 70}, {FIRST: -3, OWN: -7}),  # nothing was booked for it: off in proportion
    ],
)
def test_what_is_undone_flows_back_by_the_same_shares(
    change: int, legs: dict[str, int], positions: dict[str, int], expected: dict[str, int]
) -> None:
    assert undo(change, legs, positions, PARTIES, BY_SHARES) == expected


POSITIONS = st.dictionaries(st.sampled_from([FIRST, SECOND, OWN]), st.integers(0, 10**9), min_size=1)


@given(POSITIONS, st.sampled_from(Waterfall), st.data())
def test_no_position_falls_below_zero(positions: dict[str, int], waterfall: Waterfall, data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(positions.values())))
    parts = pay_down(amount, positions, waterfall, PRIORITIES)
    assert sum(parts.values()) == amount
    assert all(0 < part <= positions[name] for name, part in parts.items())


class FundedLine(RuleBasedStateMachine):
    """Draws, repayments, losses and reversals of one line: what each has in it always sums to the principal."""

    def __init__(self) -> None:
        super().__init__()
        self.principal = 0
        self.positions = {FIRST: 0, OWN: 0}
        self.events: list[tuple[int, dict[str, int]]] = []
        self._numbers = count()

    @property
    def parties(self) -> list[object]:
        return [
            make_party(name, share, max(0, share * 10 - self.positions[name]), minimum_bps=least)
            for name, share, least in ((FIRST, 3_000, 3_000), (OWN, 7_000, 0))
        ]

    def _book(self, change: int, legs: dict[str, int]) -> None:
        assert sum(legs.values()) == change
        for name, leg in legs.items():
            self.positions[name] += leg
        self.principal += change
        self.events.append((change, legs))

    @rule(data=st.data())
    def draw(self, data: st.DataObject) -> None:
        amount = data.draw(st.integers(0, fundable_minor(self.parties, BY_SHARES)))  # type: ignore[arg-type]
        self._book(amount, split_draw(amount, self.parties, BY_SHARES))  # type: ignore[arg-type]

    @rule(data=st.data(), waterfall=st.sampled_from(Waterfall))
    def take_off(self, data: st.DataObject, waterfall: Waterfall) -> None:
        amount = data.draw(st.integers(0, self.principal))
        parts = pay_down(amount, self.positions, waterfall, PRIORITIES)
        self._book(-amount, {name: -part for name, part in parts.items()})

    @precondition(lambda self: self.events)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        change, legs = data.draw(st.sampled_from(self.events))
        back = max(-change, -self.principal)
        self._book(back, undo(back, legs, self.positions, self.parties, BY_SHARES) if back else {})  # type: ignore[arg-type]

    @invariant()
    def positions_are_the_principal(self) -> None:
        assert sum(self.positions.values()) == self.principal
        assert min(self.positions.values()) >= 0


TestFundedLine = FundedLine.TestCase
