from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from borrowers import HUNDRED, at, decided, facts
from hypothesis import given, settings
from hypothesis import strategies as st

from creditline.decisions.decide import Model
from creditline.decisions.decision import Decision
from creditline.decisions.packs import strategy
from creditline.decisions.record import RecordUnreadable, decision_id, decision_of, record_text
from creditline.decisions.replay import SourceMissing, Sources, replay
from creditline.decisions.trigger import Trigger
from creditline.law.pack import Pack
from creditline.law.shipped import pack
from creditline.policy.policy import Policy
from creditline.scoring.card import Calibration, Card, Effort, NumberFeature, Risk

CARD = Card(
    base=600,
    points_to_double=20,
    features=(
        NumberFeature(
            name="utilisation",
            en="utilisation of {value} %",
            zh="额度使用率 {value}%",
            risk=Risk.RISES,
            cuts=(30, 80),
            points=(100, 40, -100),
            missing=-100,
            actionable=True,
            effort=Effort(cost_each=1),
            reference=40,
        ),
    ),
    calibration=Calibration(scores=(0, 1000), pd_ppm=(500_000, 1_000)),
    bands={"A": 700, "B": 600, "C": 0},
)
MODEL = Model("card_story", CARD)


def sources(policy_name: str = "cn-bank") -> Sources:
    def policy_of(sha256: str) -> Policy | None:
        found = strategy(policy_name)
        return found if found.sha256 == sha256 else None

    def pack_of(name: str, digest: str) -> Pack | None:
        return pack(name) if pack(name).digest == digest else None

    return Sources(policy_of, lambda card_id: MODEL if card_id == MODEL.id else None, pack_of)


def test_a_decision_says_in_the_scorecards_words_what_the_score_lost() -> None:
    found = decided("cn-bank", facts(), current=100_000 * HUNDRED, model=MODEL, features={"utilisation": 85})
    assert found.scored is not None
    assert (found.scored.points, found.scored.band) == (500, "C")
    first = found.reasons[0]
    assert (first.code, first.en) == ("SCORE_UTILISATION", "utilisation of 85 %")


@settings(max_examples=60, deadline=None)
@given(
    changes=st.fixed_dictionaries(
        {
            "score": st.integers(0, 1000),
            "income_minor": st.integers(0, 10**7),
            "income_age_days": st.integers(0, 900),
            "drawn_minor": st.integers(0, 10**7),
            "days_past_due": st.integers(0, 120),
            "inquiries_90d": st.integers(0, 12),
            "age_years": st.integers(16, 80),
            "credit_good": st.booleans(),
        }
    ),
    current=st.one_of(st.none(), st.integers(0, 3 * 10**7)),
    trigger=st.sampled_from(Trigger),
    utilisation=st.one_of(st.none(), st.integers(0, 100)),
    day=st.dates(date(2019, 1, 2), date(2028, 12, 31)).filter(lambda day: day.year >= 2020),
)
def test_every_decision_replays_to_the_last_byte(
    changes: dict[str, Any], current: int | None, trigger: Trigger, utilisation: int | None, day: date
) -> None:
    made = decided(
        "cn-bank",
        facts(**changes, birthday=date(1990, 2, 3)),
        current=current,
        on=day.isoformat(),
        trigger=trigger,
        model=MODEL,
        features={"utilisation": utilisation},
    )
    stored = record_text(made)
    read = decision_of(stored)
    assert read == made
    assert replay(read, sources()).equal
    assert record_text(replay(read, sources()).again) == stored
    assert made.limit_minor is None or made.guard is None or made.limit_minor >= (current or 0)
    assert len(made.reasons) <= 4


def test_a_decision_of_two_years_ago_replays_by_the_rules_as_then_known() -> None:
    made = decided("cn-bank", facts(score=640), current=210_000 * HUNDRED, on="2024-11-02")
    assert "CN-02" not in made.law.rule_ids
    assert replay(made, sources()).equal


def test_a_record_that_was_changed_does_not_replay() -> None:
    made = decided("cn-bank", facts(score=640), current=210_000 * HUNDRED)
    forged = replace(made, limit_minor=1)
    assert not replay(forged, sources()).equal
    assert decision_id(forged) != made.id


def test_the_id_of_a_decision_names_its_content() -> None:
    one, other = (decided("cn-bank", facts(score=score), current=None, trigger=Trigger.OPENED) for score in (640, 641))
    assert one.id == decision_id(one) != other.id


@pytest.mark.parametrize("text", ["", "[]", '{"id": 3}'])
def test_a_record_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RecordUnreadable):
        decision_of(text)


@pytest.mark.parametrize("missing", ["policy", "scorecard", "pack"])
def test_a_replay_without_its_sources_says_what_is_missing(missing: str) -> None:
    made = decided("cn-bank", facts(), current=None, trigger=Trigger.OPENED, model=MODEL, features={"utilisation": 3})
    found = sources()
    gone = {
        "policy": replace(found, policy=lambda _: None),
        "scorecard": replace(found, model=lambda _: None),
        "pack": replace(found, pack=lambda _, __: None),
    }
    with pytest.raises(SourceMissing, match=missing):
        replay(made, gone[missing])


def test_what_was_known_later_does_not_change_an_old_decision() -> None:
    made: Decision = decided("cn-bank", facts(), current=None, trigger=Trigger.OPENED, instant=at("2025-03-13"))
    later = replace(made, known_at=made.known_at + timedelta(days=400))
    assert replay(made, sources()).equal
    assert replay(later, sources()).again.law.rule_ids == made.law.rule_ids
