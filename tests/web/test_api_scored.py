"""A line whose score comes from a scorecard over its own events."""

import pytest
from api_caller import Caller, cny
from deciding import decide_by_card, decisions, scored_line

from creditline.scoring.card import Calibration, Card, NumberFeature, Risk
from creditline.scoring.folder import card_id

CARD = Card(
    base=600,
    points_to_double=20,
    features=(
        NumberFeature(
            name="utilisation",
            en="utilisation is {value}",
            zh="额度使用率为{value}",
            risk=Risk.RISES,
            decimals=4,
            actionable=True,
            moved_by_repayment=True,
            cuts=(3_000, 8_000),
            points=(120, 20, -60),
            missing=-60,
            reference=60,
        ),
        NumberFeature(
            name="tenure_months",
            en="open for {value} months",
            zh="已开通{value}个月",
            risk=Risk.FALLS,
            cuts=(6,),
            points=(-30, 10),
            missing=-30,
            reference=10,
        ),
    ),
    calibration=Calibration(scores=(0, 1_000), pd_ppm=(500_000, 1_000)),
    bands={"A": 700, "B": 620, "C": 0},
)


@pytest.fixture
def scored(sandbox: Caller) -> Caller:
    """A sandbox in which cn-bank decides by the card."""
    return decide_by_card(sandbox, CARD)


def test_the_score_of_a_decision_comes_from_the_lines_own_events(scored: Caller) -> None:
    path = scored_line(scored)
    first = decisions(scored, path)[-1]
    assert first["scored"] == {"card": card_id(CARD), "points": 730, "band": "A", "pd_bps": first["scored"]["pd_bps"]}
    scored.done(f"{path}/draws", cny("190000.00"))
    drawn = decisions(scored, path)[0]
    assert (drawn["trigger"], drawn["scored"]["points"]) == ("draw", 550)
    assert drawn["reasons"][0]["code"] == "SCORE_UTILISATION"


def test_repaying_in_full_brings_the_score_back_and_never_the_limit_down(scored: Caller) -> None:
    path = scored_line(scored)
    scored.done(f"{path}/draws", cny("190000.00"))
    after_draw = scored.line(path)["limit"]
    repaid = scored.done(f"{path}/repayments", cny("190000.00"))
    assert float(repaid["line"]["limit"]) >= float(after_draw)
    newest = decisions(scored, path)[0]
    assert (newest["trigger"], newest["scored"]["points"]) == ("repayment", 730)


def test_scored_decisions_replay_and_states_equal_a_rebuild(scored: Caller) -> None:
    path = scored_line(scored)
    for amount in ("1000.00", "90000.00", "500.00"):
        scored.done(f"{path}/draws", cny(amount))
        scored.done(f"{path}/repayments", cny(amount))
    for made in decisions(scored, path):
        assert scored.line(f"/decisions/{made['id']}/replay")["equal"] is True
    stated = scored.ask("SELECT f.version = l.version FROM feature_state AS f JOIN line AS l ON l.id = f.line_id")
    assert stated == [(True,)]
