from typing import Any

import pytest
from borrowers import HUNDRED, at, facts
from test_decision_replay import MODEL

from creditline.decisions.inputs import Inputs
from creditline.decisions.packs import LENDER_OF, law_of, strategy
from creditline.decisions.path import Restoration, restore_path
from creditline.decisions.trigger import Trigger
from creditline.law.pack import rules_in_force

NOON = at("2026-11-23")


def way(name: str, to_yuan: int, features: dict[str, Any] | None = None, **changes: Any) -> Restoration | None:
    inputs = Inputs(
        line_id="line_story", version=1, trigger=Trigger.REVIEW, current_limit_minor=0, features=features or {}
    )
    known = facts(lender=LENDER_OF[name], **changes)
    law = rules_in_force(law_of(name), NOON.date(), NOON)
    return restore_path(inputs, known, MODEL if features else None, strategy(name), law, to_minor=to_yuan * HUNDRED)


def test_nothing_is_in_the_way_of_what_is_allowed() -> None:
    assert way("cn-bank", 100_000) is None


def test_a_new_proof_of_income_is_all_it_takes() -> None:
    found = way("cn-bank", 50_000, income_minor=166_667, income_age_days=500)
    assert found is not None
    assert [(step.fact, step.now, step.to) for step in found.steps] == [("income_age_days", 500, 424)]
    assert (found.limit_minor, found.complete) == (50_000 * HUNDRED, True)
    assert found.steps[0].on == NOON.date()


def test_two_causes_need_two_steps_each_as_small_as_can_be() -> None:
    found = way("cn-consumer-finance", 30_000, inquiries_90d=9, income_age_days=435)
    assert found is not None
    assert {(step.fact, step.to) for step in found.steps} == {("income_age_days", 424), ("inquiries_90d", 7)}
    assert max(step.on for step in found.steps).isoformat() == "2027-02-21"


def test_a_score_is_taken_apart_into_what_the_borrower_can_do() -> None:
    found = way("cn-bank", 200_000, features={"utilisation": 85}, score=500)
    assert found is not None
    step = next(step for step in found.steps if step.fact == "score")
    assert step.card is not None
    assert [(change.feature, change.to) for change in step.card.changes] == [("utilisation", 79)]


def test_what_the_law_caps_is_not_promised() -> None:
    found = way("cn-bank", 250_000, score=500, income_minor=50_000 * HUNDRED)
    assert found is not None
    assert (found.limit_minor, found.complete) == (200_000 * HUNDRED, False)


@pytest.mark.parametrize("score", [100, 470, 550, 630, 699])
def test_one_point_less_does_not_suffice(score: int) -> None:
    found = way("cn-bank", 200_000, score=score, income_minor=50_000 * HUNDRED)
    if found is None:
        assert score >= 620
        return
    assert [(step.fact, step.to) for step in found.steps] == [("score", 620)]
