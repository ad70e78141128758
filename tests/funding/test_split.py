"""Who funds how much of a draw."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from partners import (
    BY_PRIORITY,
    BY_SHARES,
    FIRST,
    OWN,
    SECOND,
    SEVENTY_THIRTY,
    START,
    make_agreement,
    make_participant,
    make_party,
    make_share,
    parties_of,
)

from creditline.funding.agreement import Regime, Split
from creditline.funding.parties import Capital, Party
from creditline.funding.ratios import bears_its_part, ratios_on
from creditline.funding.split import NobodyFunds, fundable_minor, split_anyway, split_draw

BOTH = make_participant(OWN), make_participant(FIRST)


@pytest.mark.parametrize(
    ("amount", "parts"), [(100, {OWN: 70, FIRST: 30}), (101, {OWN: 71, FIRST: 30}), (1, {OWN: 1}), (0, {})]
)
def test_a_draw_is_split_by_shares_to_the_unit(amount: int, parts: dict[str, int]) -> None:
    assert split_draw(amount, parties_of(SEVENTY_THIRTY, *BOTH), BY_SHARES) == parts


def test_a_minimum_is_rounded_up() -> None:
    agreement = make_agreement(make_share(OWN, 7_000), make_share(FIRST, 3_000, minimum_bps=3_000, priority=2))
    assert split_draw(101, parties_of(agreement, *BOTH), BY_SHARES) == {OWN: 70, FIRST: 31}


def test_priorities_fill_up_one_after_the_other() -> None:
    parties = [make_party(FIRST, 0, 50), make_party(SECOND, 0, 100, priority=2), make_party(OWN, 0, 100, priority=3)]
    assert split_draw(40, parties, BY_PRIORITY) == {FIRST: 40}
    assert split_draw(200, parties, BY_PRIORITY) == {FIRST: 50, SECOND: 100, OWN: 50}
    assert fundable_minor(parties, BY_PRIORITY) == 250


def test_what_exceeds_somebodys_room_goes_to_who_has_room() -> None:
    parties = [make_party(OWN, 7_000, 1_000), make_party(FIRST, 3_000, 10)]
    assert split_draw(100, parties, BY_SHARES) == {OWN: 90, FIRST: 10}


def test_a_minimum_stops_the_line_where_its_partner_has_no_room_left() -> None:
    parties = [make_party(OWN, 7_000, 1_000), make_party(FIRST, 3_000, 9, minimum_bps=3_000)]
    assert fundable_minor(parties, BY_SHARES) == 30
    assert split_draw(30, parties, BY_SHARES) == {OWN: 21, FIRST: 9}


def test_a_partner_that_withdrew_leaves_what_the_rest_committed_to() -> None:
    gone = make_participant(FIRST, withdraws_at=START)
    parties = parties_of(SEVENTY_THIRTY, make_participant(OWN), gone, positions={OWN: 35_000, FIRST: 15_000})
    assert [party.participant_id for party in parties] == [OWN]
    assert fundable_minor(parties, BY_SHARES) == 35_000
    assert split_draw(100, parties, BY_SHARES) == {OWN: 100}


def test_a_partner_that_will_withdraw_funds_until_then() -> None:
    going = make_participant(FIRST, withdraws_at=START + timedelta(days=1))
    assert fundable_minor(parties_of(SEVENTY_THIRTY, make_participant(OWN), going), BY_SHARES) == 100_000


def test_a_cap_counts_what_stands_in_all_lines() -> None:
    capped = make_participant(FIRST, cap_minor=50_000, exposure_minor=41_000)
    parties = parties_of(SEVENTY_THIRTY, make_participant(OWN), capped)
    assert [party.room_minor for party in parties] == [70_000, 9_000]
    over = make_participant(FIRST, cap_minor=40_000, exposure_minor=41_000)
    assert [party.room_minor for party in parties_of(SEVENTY_THIRTY, make_participant(OWN), over)] == [70_000, 0]


def test_a_line_cap_bounds_a_share() -> None:
    agreement = make_agreement(make_share(OWN, 7_000), make_share(FIRST, 3_000, line_cap_minor=1_000))
    assert fundable_minor(parties_of(agreement, *BOTH), BY_SHARES) == 71_000


@pytest.mark.parametrize(("on", "fundable"), [(date(2021, 12, 31), 100_000), (date(2022, 1, 1), 0)])
def test_a_share_below_the_legal_minimum_funds_nothing_from_the_day_it_binds(on: date, fundable: int) -> None:
    agreement = make_agreement(make_share(OWN, 7_100), make_share(FIRST, 2_900), regime=Regime.CN_JOINT_LOANS)
    parties = parties_of(agreement, *BOTH, ratios=ratios_on(on))
    assert fundable_minor(parties, BY_SHARES) == fundable


@pytest.mark.parametrize(
    ("capital", "beside", "exposure", "room"),
    [
        (Capital(tier_1_minor=400_000), 90_000, 0, 10_000),
        (Capital(tier_1_minor=400_000), 100_001, 0, 0),
        (Capital(all_loans_minor=500_000), 0, 240_000, 10_000),
        (Capital(), 10**9, 10**9, 70_000),
    ],
)
def test_the_lenders_own_part_is_bounded_by_its_capital_and_its_book(
    capital: Capital, beside: int, exposure: int, room: int
) -> None:
    agreement = make_agreement(make_share(OWN, 7_000), make_share(FIRST, 3_000), regime=Regime.CN_JOINT_LOANS)
    own, partner = make_participant(OWN, exposure_minor=exposure), make_participant(FIRST, beside_minor=beside)
    parties = parties_of(agreement, own, partner, ratios=ratios_on(date(2026, 1, 1)), capital=capital)
    assert parties[0].room_minor == room


def test_a_line_that_the_lender_funds_alone_is_no_joint_loan() -> None:
    agreement = make_agreement(make_share(OWN, 7_000), make_share(FIRST, 3_000), regime=Regime.CN_JOINT_LOANS)
    gone = make_participant(FIRST, withdraws_at=START, beside_minor=10**9)
    parties = parties_of(
        agreement, make_participant(OWN), gone, ratios=ratios_on(date(2026, 1, 1)), capital=Capital(tier_1_minor=1)
    )
    assert fundable_minor(parties, BY_SHARES) == 70_000


def test_what_was_promised_and_finds_no_funder_is_the_lenders_own() -> None:
    parties = [make_party(FIRST, 3_000, 5), make_party(OWN, 7_000, 10)]
    assert split_anyway(100, parties, BY_SHARES) == {FIRST: 5, OWN: 95}
    assert split_anyway(100, parties[:1], BY_SHARES) == {FIRST: 100}
    with pytest.raises(NobodyFunds):
        split_anyway(1, [], BY_SHARES)


@st.composite
def _parties(draw: st.DrawFn) -> list[Party]:
    names = [OWN, FIRST, SECOND][: draw(st.integers(1, 3))]
    most = 10_000 // len(names)
    return [
        make_party(
            name,
            draw(st.integers(1, 10_000)),
            draw(st.integers(0, 10**6)),
            minimum_bps=draw(st.integers(0, most)),
            priority=draw(st.integers(1, 3)),
        )
        for name in names
    ]


@given(_parties(), st.sampled_from(Split), st.data())
def test_parts_sum_to_the_draw_within_everybodys_room_and_above_everybodys_minimum(
    parties: list[Party], split: Split, data: st.DataObject
) -> None:
    most = fundable_minor(parties, split)
    amount = data.draw(st.integers(0, most) | st.just(most))
    parts = split_draw(amount, parties, split)
    assert sum(parts.values()) == amount
    for party in parties:
        part = parts.get(party.participant_id, 0)
        assert 0 <= part <= party.room_minor
        assert bears_its_part(part, amount, party.minimum_bps) or amount < 10


@given(_parties(), st.sampled_from(Split), st.integers(0, 10**7))
def test_a_forced_draw_finds_its_funders_too(parties: list[Party], split: Split, amount: int) -> None:
    parts = split_anyway(amount, parties, split)
    assert sum(parts.values()) == amount
    assert all(part > 0 for part in parts.values())
