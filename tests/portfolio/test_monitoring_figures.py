"""The figures of the monitoring, on samples small enough to count by hand, and on many random ones."""

from math import isclose, log
from random import Random

import pytest

from creditline.portfolio.drift import critical, shift
from creditline.portfolio.fairness import Case, fairness
from creditline.portfolio.performance import Outcome, auc, calibration
from creditline.portfolio.precision import Precision


def test_the_index_of_two_equal_samples_is_zero() -> None:
    values = [*range(100), None, None]
    assert shift("utilisation", values, values).psi == 0


def test_the_index_is_the_sum_over_bins_of_the_change_times_its_log_ratio() -> None:
    found = shift("flag", [0] * 50 + [1] * 50, [0] * 25 + [1] * 75)
    before, after = (0.5, 0.5), (25.5 / 101, 75.5 / 101)
    expected = sum((b - a) * log(b / a) for a, b in zip(before, after, strict=True))
    assert isclose(found.psi, expected)


def test_values_that_become_unknown_are_a_shift() -> None:
    assert shift("income", list(range(100)), [None] * 100).psi > 1


@pytest.mark.parametrize(("reference", "current"), [([], [1]), ([1], []), ([], []), ([3] * 9, [3] * 9)])
def test_without_two_samples_that_could_differ_nothing_has_moved(reference: list[int], current: list[int]) -> None:
    found = shift("points", reference, current)
    assert (found.psi, found.alarm) == (0, False)


@pytest.mark.parametrize(("freedom", "value"), [(1, 6.635), (5, 15.086), (9, 21.666), (20, 37.566)])
def test_the_alarm_level_is_the_ninety_ninth_hundredth_of_chi_square(freedom: int, value: float) -> None:
    assert isclose(critical(freedom), value, rel_tol=0.01)


def test_the_alarm_is_seldom_false_and_sees_a_fifth_of_a_deviation_where_the_index_says_nothing() -> None:
    chance = Random(11)  # noqa: S311 - a sample, not a secret

    def sample(size: int, middle: float) -> list[int | None]:
        return [round(chance.gauss(middle, 100)) for _ in range(size)]

    same = [shift("points", sample(500, 0), sample(500, 0)) for _ in range(300)]
    moved = [shift("points", sample(10_000, 0), sample(1_000, 20)) for _ in range(20)]
    assert sum(found.alarm for found in same) <= 9
    assert sum(found.alarm for found in moved) >= 18
    assert sum(found.psi > 0.1 for found in moved) <= 2


def outcomes(*pairs: tuple[int, bool]) -> list[Outcome]:
    return [Outcome(points=points, pd_ppm=1_000_000 - points * 1_000, bad=bad) for points, bad in pairs]


def test_auc_is_the_share_of_pairs_in_their_right_order_ties_as_half() -> None:
    assert auc(outcomes((500, False), (400, True))) == 1
    assert auc(outcomes((400, False), (500, True))) == 0
    assert auc(outcomes((400, False), (400, True), (500, False))) == 0.75
    assert auc(outcomes((400, False))) is None


def test_auc_equals_the_count_of_all_pairs() -> None:
    chance = Random(3)  # noqa: S311 - a sample, not a secret
    drawn = outcomes(*((chance.randrange(20), chance.random() < 0.3) for _ in range(200)))
    good, bad = ([each.points for each in drawn if each.bad is kind] for kind in (False, True))
    pairs = sum((g > b) + (g == b) / 2 for g in good for b in bad) / (len(good) * len(bad))
    assert isclose(auc(drawn) or 0, pairs)


def test_calibration_compares_what_was_predicted_with_what_came_in_bands() -> None:
    found = calibration([Outcome(points=0, pd_ppm=100_000, bad=number < 1) for number in range(10)])
    assert found is not None
    assert isclose(found.predicted, 0.1)
    assert isclose(found.observed, 0.1)
    assert sum(band.scores for band in found.bands) == 10
    assert calibration([]) is None


def test_fairness_is_the_lowest_rate_over_the_highest_and_the_spread_among_the_good() -> None:
    cases = [
        *(Case(group="a", cleared=number < 8, bad=number >= 9) for number in range(10)),
        *(Case(group="b", cleared=number < 6, bad=None) for number in range(10)),
        *(Case(group="c", cleared=number < 4, bad=number >= 8) for number in range(10)),
    ]
    found = fairness(cases)
    assert isclose(found.adverse_impact_ratio or 0, 0.5)
    assert isclose(found.equal_opportunity_difference or 0, 8 / 9 - 4 / 8)
    assert [group.opportunity for group in found.groups][1] is None


def test_one_group_has_nothing_to_be_compared_with() -> None:
    found = fairness([Case(group="a", cleared=True, bad=False)])
    assert (found.adverse_impact_ratio, found.equal_opportunity_difference) == (None, None)


@pytest.mark.parametrize(
    ("right", "decided", "low", "high"), [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (90, 100, 0.826, 0.945)]
)
def test_the_interval_of_a_share_is_wilsons(right: int, decided: int, low: float, high: float) -> None:
    found = Precision(decided, right).interval
    assert found == pytest.approx((low, high), abs=0.001)
