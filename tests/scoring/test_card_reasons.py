"""Reasons: against the published reference, ordered, the same each time, in two languages with the own number."""

from hypothesis import given
from hypothesis import strategies as st
from some_cards import CARD, VALUES, borrowers, cards

from creditline.scoring.explain import MOST_REASONS, Reason, points_by_feature, reasons, reasons_for_change, tell
from creditline.scoring.score import score


def test_reasons_are_the_points_lost_against_the_reference_the_most_first() -> None:
    assert reasons(CARD, score(CARD, VALUES)) == (Reason("utilisation", 62), Reason("months_full", 37))


def test_equal_losses_stand_in_the_order_of_the_card() -> None:
    values = {**VALUES, "utilisation": 6_000, "months_full": 1, "spent": 200, "segment": "farm"}
    lost = reasons(CARD, score(CARD, values))
    assert [(reason.feature, reason.lost) for reason in lost] == [
        ("utilisation", 12),
        ("segment", 10),
        ("spent", 8),
        ("months_full", 2),
    ]


def test_what_changed_between_two_scores_needs_no_reference() -> None:
    before, after = score(CARD, VALUES), score(CARD, {**VALUES, "spent": 200})
    assert reasons_for_change(CARD, before, after) == (Reason("spent", 8),)
    assert reasons_for_change(CARD, after, before) == ()


def test_a_reason_is_told_with_the_borrowers_own_number() -> None:
    reason = Reason("utilisation", 62)
    assert tell(CARD, reason, VALUES, "en") == "Share of the limit in use: 95.12 %"
    assert tell(CARD, reason, VALUES, "zh") == "额度使用率：95.12%"
    assert tell(CARD, reason, {**VALUES, "utilisation": None}, "zh") == "额度使用率：未知%"
    assert tell(CARD, reason, {**VALUES, "utilisation": -50}, "en") == "Share of the limit in use: -0.5 %"
    assert tell(CARD, Reason("segment", 10), VALUES, "en") == "Segment: shop"


@given(st.data())
def test_reasons_are_few_scored_features_and_leave_none_out_that_lost_more(data: st.DataObject) -> None:
    card = data.draw(cards())
    found = score(card, data.draw(borrowers(card)))
    given_reasons = reasons(card, found)
    lost = points_by_feature(card, {part.name: part.reference for part in (*card.features, *card.pairs)})
    now = points_by_feature(card, found.by_feature)
    assert len(given_reasons) <= MOST_REASONS
    assert sum(now.values()) == found.points - card.base
    named = {reason.feature for reason in given_reasons}
    least = min((reason.lost for reason in given_reasons), default=0)
    assert all(lost[name] - now[name] <= max(least, 0) for name in now if name not in named)
