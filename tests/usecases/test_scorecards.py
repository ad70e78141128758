"""The registry of cards, the monitoring of the one in use, and what outcomes say of the rules."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

import psycopg
import pytest

from creditline.store.database import Database
from creditline.store.features import LedgerOutcome
from creditline.store.groups import connect
from creditline.store.scorecards import (
    Label,
    LabelKind,
    Role,
    ScoreMade,
    active_cards,
    read_cards,
    read_review_pause,
    read_scores,
    record_labels,
    record_scores,
)
from creditline.usecases.monitor_card import (
    CauseMissing,
    Monitored,
    NoChampion,
    NothingScored,
    NotPaused,
    _is_bad,
    monitor_card,
    resume_reviews,
)
from creditline.usecases.register_card import (
    ActivationInPast,
    ApproverMissing,
    AssessmentMissing,
    CardNotProven,
    CardUnknown,
    Judged,
    activate_card,
    register_card,
)
from creditline.usecases.review_feedback import review_feedback

NOW = datetime(2026, 9, 7, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SCORED_ON = date(2026, 3, 1)


def judge(content: str) -> Judged:
    breaches = ("utilisation rises and so do its points",) if "broken" in content else ()
    card_id = f"card_{sha256(content.encode()).hexdigest()}"
    return Judged(id=card_id, name=content.split(maxsplit=1)[0], content=content, proof={"steps": 3}, breaches=breaches)


def run(url: str, work: Callable[[Database], Awaitable[Any]]) -> Any:
    async def opened() -> Any:
        async with Database(url) as database:
            return await work(database)

    return asyncio.run(opened())


def register(url: str, content: str = "behaviour 1", *, now: datetime = NOW) -> str:
    card, _ = run(url, lambda database: register_card(database, content, judge=judge, by="Ana", now=now))
    return str(card.id)


def activate(url: str, card: str, role: Role = Role.CHAMPION, **changes: Any) -> Any:
    asked = {"from_at": None, "by": "Ana", "second": "Bo", "assessment": "pia-7", "now": NOW} | changes
    return run(url, lambda database: activate_card(database, card, role=role, **asked))


def test_a_card_is_kept_once_under_the_hash_of_its_content(database_url: str) -> None:
    first, second = register(database_url), register(database_url, now=NOW + DAY)
    assert first == second
    assert first == f"card_{sha256(b'behaviour 1').hexdigest()}"
    (card,) = run(database_url, lambda database: read_cards(database, NOW))
    assert (card["registered_at"], card["role"]) == (NOW, None)


def test_a_card_that_breaks_what_it_declares_is_not_registered_and_the_breach_is_told(database_url: str) -> None:
    with pytest.raises(CardNotProven, match="utilisation rises and so do its points"):
        register(database_url, "broken 1")
    assert run(database_url, lambda database: read_cards(database, NOW)) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"second": "Ana"}, ApproverMissing),
        ({"second": " ana "}, ApproverMissing),
        ({"second": ""}, ApproverMissing),
        ({"assessment": " "}, AssessmentMissing),
        ({"from_at": NOW - DAY}, ActivationInPast),
    ],
)
def test_an_activation_needs_two_people_an_assessment_and_a_time_to_come(
    database_url: str, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    card = register(database_url)
    with pytest.raises(refusal):
        activate(database_url, card, **changes)
    assert run(database_url, lambda database: active_cards(database, NOW)) == {}


def test_a_card_that_is_not_registered_cannot_be_activated_and_half_a_name_must_be_one_cards(database_url: str) -> None:
    register(database_url)
    register(database_url, "behaviour 2")
    for name in ("card_0", "card_"):
        with pytest.raises(CardUnknown):
            activate(database_url, name)


def test_the_database_itself_refuses_one_person_twice(database_url: str) -> None:
    card = register(database_url)
    statement = (
        "INSERT INTO scorecard_activation (card_id, role, from_at, activated_by, second_person, assessment, booked_at)"
        " VALUES (%s, 'champion', now(), 'Ana', 'Ana', 'pia-7', now())"
    )
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(statement, [card])


def test_roles_hold_from_their_instant_and_a_new_champion_takes_the_place_of_the_old(database_url: str) -> None:
    old, new, beside = (register(database_url, f"card {number}") for number in range(3))
    activate(database_url, old)
    activate(database_url, new, from_at=NOW + 2 * DAY)
    activate(database_url, beside[:20], Role.SHADOW)
    activate(database_url, beside, Role.RETIRED, from_at=NOW + 3 * DAY)
    instants = [NOW + days * DAY for days in (0, 2, 3)]
    then = [run(database_url, lambda database, at=at: active_cards(database, at)) for at in instants]
    assert then == [
        {old: Role.CHAMPION, beside: Role.SHADOW},
        {new: Role.CHAMPION, beside: Role.SHADOW},
        {new: Role.CHAMPION},
    ]


@pytest.fixture
def scored(database_url: str) -> Callable[..., str]:
    """Registers a champion and gives it scores: 300 in its first month, 300 in its last, shifted by so much."""

    def make(shift: int) -> str:
        card = register(database_url)
        activate(database_url, card)
        chance = Random(7)  # noqa: S311 - a story, not a secret
        made = [
            ScoreMade(
                line_id=f"line_{number}",
                version=1 + month,
                card_id=card,
                role=Role.CHAMPION,
                scored_on=date(2026, 3, 1) + timedelta(days=150 * month + number % 30),
                points=600 - 5 * utilisation // 100,
                pd_ppm=20_000 + utilisation * 10,
                feature_values={"utilisation": utilisation, "income": None, "tenure_months": number % 40},
                booked_at=NOW,
            )
            for month in (0, 1)
            for number in range(300)
            for utilisation in [chance.randrange(5_000) + month * shift]
        ]

        async def keep(database: Database) -> None:
            connection = await connect(database)
            await record_scores(connection, made)
            await connection.close()

        run(database_url, keep)
        return card

    return make


def look(url: str, **options: Any) -> Monitored:
    found: Monitored = run(url, lambda database: monitor_card(database, now=NOW, **options))
    return found


def test_scores_are_kept_with_the_values_they_were_made_from(database_url: str, scored: Callable[..., str]) -> None:
    card = scored(0)
    days = {"first": date(2026, 3, 1), "last": date(2026, 3, 1)}
    rows = run(database_url, lambda database: read_scores(database, card, **days))
    assert len(rows) == 10
    assert set(rows[0]["feature_values"]) == {"utilisation", "income", "tenure_months"}


def test_a_world_that_stays_the_same_raises_no_alert(database_url: str, scored: Callable[..., str]) -> None:
    card = scored(0)
    found = look(database_url)
    assert found.card_id == card
    assert found.alerts == ()
    assert not found.paused
    assert [moved.alarm for moved in found.drift] == [False] * 4
    assert run(database_url, read_review_pause) is None


def test_drift_beyond_the_threshold_pauses_reviews_until_a_named_person_gives_a_cause(
    database_url: str, scored: Callable[..., str]
) -> None:
    scored(1_500)
    found = look(database_url)
    assert {alert.what for alert in found.alerts if alert.pauses} == {"points", "utilisation"}
    assert found.paused
    pause = run(database_url, read_review_pause)
    assert "PSI of points" in pause.cause
    assert look(database_url).paused
    with pytest.raises(CauseMissing):
        run(database_url, lambda database: resume_reviews(database, by="Ana", cause=" ", now=NOW))
    run(database_url, lambda database: resume_reviews(database, by="Ana", cause="Spring Festival", now=NOW + DAY))
    assert run(database_url, read_review_pause) is None
    with pytest.raises(NotPaused):
        run(database_url, lambda database: resume_reviews(database, by="Ana", cause="again", now=NOW + DAY))
    with psycopg.connect(database_url) as connection:
        kept = connection.execute("SELECT paused, actor FROM review_pause ORDER BY number").fetchall()
    assert kept == [(True, "monitoring"), (False, "Ana")]


def test_thresholds_are_data_with_a_day_from_which_they_hold(database_url: str, scored: Callable[..., str]) -> None:
    scored(1_500)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "INSERT INTO monitor_threshold VALUES ('psi_pause', '2026-09-01', 99999, 'Ana', 'a new product starts')"
        )
    found = look(database_url)
    assert found.alerts
    assert not any(alert.pauses for alert in found.alerts)
    assert not found.paused


def test_fairness_compares_the_groups_it_is_given_and_keeps_none_of_them(
    database_url: str, scored: Callable[..., str]
) -> None:
    scored(0)
    groups = {f"line_{number}": "a" if number % 2 else "b" for number in range(300)}
    found = look(database_url, groups=groups, approve_from=475)
    assert found.fairness is not None
    assert {group.name: group.people for group in found.fairness.groups} == {"a": 300, "b": 300}
    with psycopg.connect(database_url) as connection:
        kept = connection.execute("SELECT count(*) FROM score WHERE feature_values ? 'group'").fetchone()
    assert kept == (0,)


@pytest.mark.parametrize(
    ("outcome", "age_days", "known"),
    [
        (LedgerOutcome(SCORED_ON + 100 * DAY, already=False), 365, True),
        (LedgerOutcome(SCORED_ON + 365 * DAY, already=False), 365, True),
        (LedgerOutcome(SCORED_ON + 366 * DAY, already=False), 400, False),
        (LedgerOutcome(None, already=False), 365, False),
        (LedgerOutcome(SCORED_ON + 100 * DAY, already=False), 364, None),
        (LedgerOutcome(None, already=False), 364, None),
        (LedgerOutcome(None, already=True), 365, None),
        (None, 365, None),
    ],
)
def test_an_outcome_is_known_when_its_window_has_ended_be_it_bad_or_good(
    outcome: LedgerOutcome | None, age_days: int, *, known: bool | None
) -> None:
    assert _is_bad(outcome, SCORED_ON, SCORED_ON + age_days * DAY) is known


def test_nothing_is_watched_without_a_champion_or_without_a_score(database_url: str) -> None:
    with pytest.raises(NoChampion):
        look(database_url)
    activate(database_url, register(database_url))
    with pytest.raises(NothingScored):
        look(database_url)


def label(number: int, kind: LabelKind, subject: str, *, bad: bool, on: date = date(2026, 5, 1)) -> Label:
    return Label(
        line_id=f"line_{number}",
        kind=kind,
        subject=subject,
        bad=bad,
        on_date=on,
        provenance={"flag": f"flag_{number}"},
        actor="Ana",
        booked_at=NOW,
    )


def test_feedback_says_how_often_each_rule_was_right_and_what_only_feedback_knows(database_url: str) -> None:
    labels = [
        *(label(number, LabelKind.FLAG, "BURST", bad=number < 4) for number in range(40)),
        *(label(number, LabelKind.APPEAL, "INCOME_STALE", bad=number < 3) for number in range(5)),
        label(7, LabelKind.OUTCOME, "past_due_90_within_365", bad=True),
    ]
    assert run(database_url, lambda database: record_labels(database, labels)) == 46
    assert run(database_url, lambda database: record_labels(database, labels)) == 0
    found = run(database_url, review_feedback)
    assert [(rule.rule, rule.decided, rule.right, rule.says) for rule in found.rules] == [
        ("INCOME_STALE", 5, 3, "too_few"),
        ("BURST", 40, 4, "mostly_wrong"),
    ]
    assert [(rule.outcomes, rule.went_bad) for rule in found.rules] == [(0, 0), (1, 1)]
    assert found.labels == {
        "appeal": {"labels": 5, "bad": 3},
        "flag": {"labels": 40, "bad": 4},
        "outcome": {"labels": 1, "bad": 1},
    }
    assert found.early == 36  # 35 cleared flags whose outcome is open, and two upheld appeals, one of them not flagged


def test_labels_and_scores_cannot_be_changed_by_the_application(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("SET ROLE creditline_app")
        for table in ("label", "score", "scorecard", "scorecard_activation", "review_pause", "monitor_threshold"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(f"DELETE FROM {table}")
