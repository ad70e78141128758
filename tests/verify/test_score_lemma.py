"""The scorecard in the proof: a score that a repayment cannot lower, and a naive one that it can."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from kept_policy import Edited

from creditline.policy.fault import PolicyRefused
from creditline.policy.wording import Wording
from creditline.scoring.card import Calibration, Card, CategoryFeature, Feature, NumberFeature, Risk
from creditline.scoring.folder import card_text
from creditline.scoring.score import score
from creditline.verify.card_proof import lemma
from creditline.verify.event import Event, Way
from creditline.verify.prove import prove
from creditline.verify.verdict import Certificate, Counterexample, Verdict

REPAYMENT = Event(
    "full_repayment",
    Wording("repays everything", "全额还清"),
    {},
    {"utilisation": Way.FALLS, "repayments_7_days": Way.RISES},
)


def feature(name: str, risk: Risk, cuts: tuple[int, ...], points: tuple[int, ...], missing: int) -> NumberFeature:
    return NumberFeature(
        name=name, en=name, zh=name, risk=risk, moved_by_repayment=True, cuts=cuts, points=points, missing=missing
    )


def card(*features: Feature) -> Card:
    return Card(
        base=500,
        points_to_double=40,
        features=features,
        calibration=Calibration(scores=(0, 1000), pd_ppm=(900_000, 1_000)),
        bands={"C": 0, "B": 500, "A": 700},
    )


SIGNED = card(
    feature("utilisation", Risk.RISES, (300, 800), (150, 60, 0), 0),
    feature("repayments_7_days", Risk.FALLS, (1,), (0, 60), 0),
)
NAIVE = card(
    feature("utilisation", Risk.EITHER, (1, 800), (-100, 150, 0), 0),
    feature("repayments_7_days", Risk.EITHER, (1, 3), (0, 60, -90), 0),
)
UNKNOWN_IS_BEST = card(replace(SIGNED.features[0], missing=400), SIGNED.features[1])  # type: ignore[arg-type]


def test_a_signed_card_keeps_the_lemma_by_both_methods() -> None:
    findings, fall = lemma(SIGNED, REPAYMENT, timeout_s=20)
    assert [one.verdict for one in findings] == [Verdict.PROVEN, Verdict.PROVEN]
    assert fall is None


def test_a_naive_card_loses_points_by_a_repayment_and_says_so_itself() -> None:
    _, fall = lemma(NAIVE, REPAYMENT, timeout_s=20)
    assert fall is not None
    assert score(NAIVE, fall.before).points == fall.points_before
    assert score(NAIVE, fall.after).points == fall.points_after < fall.points_before


def test_an_unknown_value_must_not_be_better_than_what_a_repayment_makes_known() -> None:
    findings, fall = lemma(UNKNOWN_IS_BEST, REPAYMENT, timeout_s=20)
    assert findings[0].verdict is Verdict.UNKNOWN
    assert fall is not None
    assert fall.before["utilisation"] is None


def test_a_moved_feature_that_the_event_does_not_name_is_not_proven() -> None:
    silent = replace(REPAYMENT, features={"utilisation": Way.FALLS})
    findings, _ = lemma(SIGNED, silent, timeout_s=20)
    assert [one.verdict for one in findings] == [Verdict.UNKNOWN, Verdict.UNKNOWN]
    assert all("repayments_7_days" in one.note for one in findings)


def test_a_policy_whose_event_forgets_a_feature_of_the_card_is_not_proven(edited: Edited, tmp_path: Path) -> None:
    burst = feature("repayment_burst", Risk.RISES, (3,), (200, 0), 0)
    certificate = proven_with(card(*SIGNED.features, burst), edited(), tmp_path)
    assert certificate.verdicts["P1"] is Verdict.UNKNOWN
    falls_too = card(*NAIVE.features, burst)
    assert proven_with(falls_too, tmp_path / "policy", tmp_path).verdicts["P1"] is Verdict.REFUTED


def test_a_feature_that_moves_to_its_riskier_side_is_refuted() -> None:
    wrong = replace(REPAYMENT, features={**REPAYMENT.features, "utilisation": Way.RISES})
    assert lemma(SIGNED, wrong, timeout_s=20)[1] is not None


def test_a_policy_with_a_signed_card_is_proven_and_names_the_card(edited: Edited, tmp_path: Path) -> None:
    certificate = proven_with(SIGNED, edited(), tmp_path)
    assert certificate.verdict is Verdict.PROVEN
    assert certificate.card is not None
    assert {one.about for one in certificate.findings} >= {"score across full_repayment", "score across part_repayment"}


def test_a_naive_threshold_on_the_score_lowers_the_limit_of_who_repays(edited: Edited, tmp_path: Path) -> None:
    certificate = proven_with(NAIVE, edited(), tmp_path)
    assert certificate.verdicts["P1"] is Verdict.REFUTED
    found = next(one for one in certificate.counterexamples if one.promise == "P1").counterexample
    assert found is not None
    assert found.after is not None
    assert found.after.limit_minor < found.before.limit_minor
    assert "On the scorecard:" in found.story["en"]
    for side, decided in enumerate((found.before, found.after)):
        values = {name: pair[side] for name, pair in found.features.items()}
        assert score(NAIVE, values).points == decided.facts["score"]


def test_without_a_card_the_assumption_about_the_score_is_printed(edited: Edited) -> None:
    assert any("no scorecard was given" in said for said in prove(edited()).assumptions)


def falling_by_use(cut: int) -> Card:
    """A card on which somebody above the cut loses points by repaying, and a category whose text a repayment keeps."""
    return card(
        feature("utilisation", Risk.EITHER, (cut,), (0, 20), 0),
        SIGNED.features[1],
        CategoryFeature(name="city", en="city", zh="城市", groups={"north": 180, "other": 90}, other=35, missing=10),
    )


def test_points_of_a_category_lift_a_score_to_where_a_repayment_costs_the_limit(edited: Edited, tmp_path: Path) -> None:
    lifted = falling_by_use(300)
    found = refuted_by(lifted, edited(), tmp_path)
    assert isinstance(found.features["city"][0], str | None)
    assert found.features["city"][0] == found.features["city"][1]
    for side, decided in enumerate((found.before, found.after)):
        assert decided is not None
        values = {name: pair[side] for name, pair in found.features.items()}
        assert score(lifted, values).points == decided.facts["score"]


def test_a_cut_at_a_value_of_many_digits_is_in_the_proof(edited: Edited, tmp_path: Path) -> None:
    far = 2 * 10**12
    assert lemma(falling_by_use(far), REPAYMENT, timeout_s=20)[1] is not None
    assert refuted_by(falling_by_use(far), edited(), tmp_path).features["utilisation"][0] >= far


def test_a_category_that_an_event_moves_can_lose_points() -> None:
    moving = replace(REPAYMENT, features={**REPAYMENT.features, "city": Way.RISES})
    assert lemma(card(*SIGNED.features, falling_by_use(300).features[2]), REPAYMENT, timeout_s=20)[1] is None
    assert lemma(card(*SIGNED.features, falling_by_use(300).features[2]), moving, timeout_s=20)[1] is not None


MOVED_SCORE = '  { fact = "score", may = "rise" },\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('[score]\nfact = "score"\n', "", "no [score] says which fact that is"),
        (MOVED_SCORE, "", "and not the 'score' that they make"),
        (MOVED_SCORE, MOVED_SCORE.replace('may = "rise"', "to = 700"), "and not the 'score' that they make"),
        (MOVED_SCORE, MOVED_SCORE.replace("rise", "fall"), "and not the 'score' that they make"),
        ("[events.part_repayment", "[events.score", "an event needs a name of its own"),
    ],
)
def test_a_score_that_a_card_makes_cannot_pass_for_a_fact_that_a_repayment_leaves_alone(
    old: str, new: str, said: str, edited: Edited, tmp_path: Path
) -> None:
    folder = edited()
    events = folder / "events.toml"
    events.write_text(events.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyRefused, match=re.escape(said)):
        proven_with(NAIVE, folder, tmp_path)


def test_the_band_of_a_card_cannot_pass_for_a_fact_that_a_repayment_leaves_alone(
    edited: Edited, tmp_path: Path
) -> None:
    band = 'band = { type = "enumeration", values = ["A", "B"] }\n'
    folder = edited(("facts.toml", "has_appealed", f"{band}has_appealed"))
    with pytest.raises(PolicyRefused, match=re.escape('Write { fact = "band", may = "change" } among its moves')):
        proven_with(SIGNED, folder, tmp_path)


def refuted_by(scorecard: Card, folder: Path, place: Path) -> Counterexample:
    found = next(one for one in proven_with(scorecard, folder, place).counterexamples if one.promise == "P1")
    assert found.counterexample is not None
    return found.counterexample


def proven_with(scorecard: Card, folder: Path, place: Path) -> Certificate:
    (place / "card.toml").write_text(card_text(scorecard), encoding="utf-8")
    return prove(folder, card=place / "card.toml")
