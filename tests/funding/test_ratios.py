"""The ratios of joint loans, with the vectors of the rule CN-05."""

from datetime import date

import pytest

from creditline.funding.ratios import bears_its_part, most_of, ratios_on, within

LAST_DAY_BEFORE, FIRST_DAY, IN_FORCE = date(2021, 12, 31), date(2022, 1, 1), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("partner", "on", "holds"),
    [(300_000, FIRST_DAY, True), (290_000, FIRST_DAY, False), (290_000, LAST_DAY_BEFORE, True)],
)
def test_a_partner_bears_thirty_percent_of_each_joint_loan_from_2022(partner: int, on: date, holds: bool) -> None:  # noqa: FBT001
    assert bears_its_part(partner, 1_000_000, ratios_on(on).partner_minimum) is holds


@pytest.mark.parametrize(("with_partner", "holds"), [(100, True), (101, False)])
def test_loans_with_one_partner_are_a_quarter_of_tier_1_at_the_most(with_partner: int, holds: bool) -> None:  # noqa: FBT001
    """In tenths: tier-1 capital 40, with the partner 10.0 and 10.1."""
    assert within(with_partner, 400, ratios_on(IN_FORCE).single_partner) is holds


@pytest.mark.parametrize(("joint", "holds"), [(250, True), (251, False)])
def test_joint_loans_are_half_of_all_loans_at_the_most(joint: int, holds: bool) -> None:  # noqa: FBT001
    assert within(joint, 500, ratios_on(IN_FORCE).all_joint) is holds


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (LAST_DAY_BEFORE, (None, None, None)),
        (FIRST_DAY, (3_000, None, None)),
        (date(2023, 6, 29), (3_000, None, None)),
        (date(2023, 6, 30), (3_000, 2_500, 5_000)),
    ],
)
def test_each_ratio_binds_from_its_own_day(on: date, expected: tuple[int | None, ...]) -> None:
    ratios = ratios_on(on)
    assert (ratios.partner_minimum, ratios.single_partner, ratios.all_joint) == expected


@pytest.mark.parametrize("base", [0, 1, 399, 400, 401])
def test_the_most_of_a_base_is_the_largest_amount_within_the_ratio(base: int) -> None:
    most = most_of(base, 2_500)
    assert within(most, base, 2_500)
    assert not within(most + 1, base, 2_500)


def test_what_no_whole_unit_can_give_is_no_breach() -> None:
    assert bears_its_part(0, 3, 3_000)
    assert not bears_its_part(0, 4, 3_000)
