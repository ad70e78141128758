"""A repayment never points the bad way: not by what a feature is declared to be, and not in any history tried."""

from datetime import timedelta
from random import Random

import pytest
from histories import FIRST, chances
from hypothesis import given, settings
from repaying import Deed, life, lived, with_one_more

from creditline.features import aggregates as by
from creditline.features import measures as of
from creditline.features.catalogue import CATALOGUE
from creditline.features.feature import Direction, Feature, FeatureForbidden, RepaymentPunished, Unit, WindowNotOffered
from creditline.features.forbidden import forbidding_rule
from creditline.features.measures import Effect
from creditline.features.observation import Kind
from creditline.features.observe import replayed
from creditline.features.read import read
from creditline.lines.payer import Payer


def _declare(name: str, aggregate: by.Aggregate, direction: Direction, **more: object) -> Feature:
    words = {"zh": "一个特征", "en": "a feature"} | more
    return Feature(name=name, aggregate=aggregate, direction=direction, unit=Unit.COUNT, actionable=True, **words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("blood_type", "CN-19"),
        ("BloodType", "CN-19"),
        ("religion_code", "CN-19"),
        ("days_since_expired_adverse", "CN-21"),
        ("suppressed_items", "CN-24"),
        ("is_student", "CN-29"),
        ("sex", "US-06"),
        ("MARRIAGE", "US-06"),
        ("age", "US-06"),
        ("borrower_age_years", "US-06"),
        ("appeal_count_90d", "US-06"),
        ("complaints_365d", "US-06"),
        ("disputed_items", "US-06"),
        ("explanation requests", "US-06"),
        ("consent_withdrawal_count", "US-06"),
        ("scra_request", "US-17"),
        ("hardship_requests", "US-17"),
        ("social_graph_degree", "EU-02"),
        ("diagnosis", "EU-02"),
        ("postcode", "EU-02"),
        ("近90天申诉次数", "US-06"),
        ("通讯录好友数", "EU-02"),
        ("utilisation_mean_90d", None),
        ("average", None),
        ("income_verified_days", None),
        ("usage", None),
        ("stayed_within_limit", None),
        ("sextile_of_balance", None),
    ],
)
def test_a_name_is_forbidden_by_its_rule(name: str, rule: str | None) -> None:
    assert forbidding_rule(name) == rule


@pytest.mark.parametrize("words", [{"zh": "近一年投诉次数"}, {"en": "number of complaints"}, {}])
def test_declaring_a_forbidden_feature_fails_and_names_the_rule(words: dict[str, str]) -> None:
    name = "count_365d" if words else "complaint_count_365d"
    with pytest.raises(FeatureForbidden, match="US-06") as failure:
        _declare(name, by.Sum(of.DRAWS, 365), Direction.LOWER_IS_BETTER, **words)
    assert failure.value.rule == "US-06"


@pytest.mark.parametrize(
    ("aggregate", "direction"),
    [
        (by.Sum(of.REPAYMENTS, 7), Direction.LOWER_IS_BETTER),
        (by.Sum(of.REPAYMENTS, 7), Direction.UNSIGNED),
        (by.Sum(of.REPAID, 365), Direction.LOWER_IS_BETTER),
        (by.Since(of.LAST_USE), Direction.HIGHER_IS_BETTER),
        (by.Since(of.LAST_CLEARED), Direction.UNSIGNED),
        (by.Mean(of.UTILISATION, 90), Direction.HIGHER_IS_BETTER),
        (by.Now(of.UTILISATION), Direction.UNSIGNED),
        (by.Trend(of.UTILISATION, 90), Direction.LOWER_IS_BETTER),
        (by.Trend(of.UTILISATION, 90), Direction.HIGHER_IS_BETTER),
        (by.Ratio(of.FROM_THIRD, of.REPAID, 365), Direction.LOWER_IS_BETTER),
        (by.Ratio(of.DRAWN, of.REPAID, 90), Direction.HIGHER_IS_BETTER),
        (by.FlowTrend(of.REPAID, 90), Direction.HIGHER_IS_BETTER),
        (by.Burden(of.INCOME), Direction.HIGHER_IS_BETTER),
    ],
)
def test_time_size_and_number_of_repayments_cannot_be_declared_the_bad_way(
    aggregate: by.Aggregate, direction: Direction
) -> None:
    with pytest.raises(RepaymentPunished):
        _declare("made_up", aggregate, direction)
    assert not _declare("made_up", aggregate, direction, scored=False).scored


@pytest.mark.parametrize("aggregate", [by.Sum(of.DRAWN, 14), by.Trend(of.UTILISATION, 365)])
def test_only_windows_that_a_state_keeps_can_be_declared(aggregate: by.Aggregate) -> None:
    with pytest.raises(WindowNotOffered):
        _declare("made_up", aggregate, Direction.UNSIGNED, scored=False)


@settings(max_examples=200)
@given(chance=chances)
def test_one_more_repayment_moves_every_feature_as_declared_on_that_day_and_later(chance: Random) -> None:
    deeds = life(chance)
    at = FIRST + timedelta(days=chance.randrange(60, 400))
    on = at - timedelta(days=chance.choice((0, 0, 1, 30, 95, 200)))
    extra = Deed(max(on, FIRST), Kind.REPAYMENT, chance.choice((1, 500, 20_000, 10**6)), chance.choice(list(Payer)))
    before = read(replayed(lived(deeds, at)), at)
    after = read(replayed(lived(with_one_more(deeds, extra), at)), at)
    wrong = [feature.name for feature in CATALOGUE if not _as_declared(feature, before, after)]
    assert wrong == []


def _as_declared(feature: Feature, before: dict[str, int | None], after: dict[str, int | None]) -> bool:
    """Whether the value moved the declared way; a known value never becomes unknown, nor the other way round."""
    was, became = before[feature.name], after[feature.name]
    if feature.moved_by_repayment is Effect.EITHER:
        return True
    if was is None or became is None:
        return was is became
    return {Effect.NONE: was == became, Effect.UP: became >= was, Effect.DOWN: became <= was}[
        feature.moved_by_repayment
    ]


def test_a_trend_of_utilisation_would_punish_who_repays_early_and_so_is_not_scored() -> None:
    opened, drawn_on = FIRST, FIRST + timedelta(days=5)
    at = FIRST + timedelta(days=185)
    late = [
        Deed(drawn_on, Kind.CASH_DRAW, 80_000),
        Deed(opened + timedelta(days=90), Kind.REPAYMENT, 80_000, Payer.OWN),
        Deed(opened + timedelta(days=100), Kind.CASH_DRAW, 10_000),
    ]
    early = with_one_more(late, Deed(opened + timedelta(days=20), Kind.REPAYMENT, 60_000, Payer.OWN))
    early = [*early[:2], Deed(early[2].on, Kind.REPAYMENT, 20_000, Payer.OWN), *early[3:]]
    trends = [read(replayed(lived(deeds, at)), at)["utilisation_trend_90d"] or 0 for deeds in (late, early)]
    assert trends[0] < trends[1]
    assert not next(feature for feature in CATALOGUE if feature.name == "utilisation_trend_90d").scored


def test_names_are_unique_and_every_feature_has_words_in_both_languages() -> None:
    assert len({feature.name for feature in CATALOGUE}) == len(CATALOGUE)
    assert all(feature.en and not feature.zh.isascii() for feature in CATALOGUE)
