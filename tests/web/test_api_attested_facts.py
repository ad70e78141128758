"""Facts attested through the API: recorded once, seen by the very next decision, and gone when they are taken back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from random import Random
from typing import Any, TypeVar

import pytest
from api_caller import Caller, cny
from deciding import decide_by_card, decisions, kinds, scored_line

from building import make_fact, make_stamp
from creditline.features.read import read
from creditline.features.state import unpack
from creditline.lines.attested_fact import FactKind
from creditline.lines.commands import AttestFacts, Command, Repay
from creditline.scoring.card import Calibration, Card, NumberFeature, Risk
from creditline.store.database import Database
from creditline.usecases.check_book import check_book
from creditline.usecases.rebuild_features import StatesChecked
from creditline.usecases.replay_decisions import replay_all
from creditline.usecases.sequence import Receipt
from creditline.usecases.view_features import view_features
from creditline.usecases.writer import Writer

T = TypeVar("T")

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CARD = Card(
    base=600,
    points_to_double=20,
    features=(
        NumberFeature(
            name="debt_to_income",
            en="debt is {value} of income",
            zh="欠款与收入之比为{value}",
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
            name="revenue_mean",
            en="revenue is {value} a month",
            zh="月均营业额为{value}",
            risk=Risk.FALLS,
            decimals=2,
            cuts=(100_000,),
            points=(0, 5),
            missing=0,
            reference=5,
        ),
    ),
    calibration=Calibration(scores=(0, 1_000), pd_ppm=(500_000, 1_000)),
    bands={"A": 700, "B": 620, "C": 0},
)
INCOME = {"kind": "income", "amount": "50000.00", "on": "2025-12-31", "source": "tax_record"}
INQUIRIES = {"kind": "inquiries", "count": 9, "on": "2025-12-31", "source": "bureau", "consent": "con_1"}
REVENUE = {"kind": "revenue", "amount": "120000.00", "part": "30000.00", "on": "2025-11-30", "source": "bank"}


@pytest.fixture
def scored(sandbox: Caller) -> Caller:
    """A sandbox in which cn-bank decides by a card that scores an income and a revenue."""
    return decide_by_card(sandbox, CARD)


def attest(caller: Caller, path: str, *facts: dict[str, Any], key: str | None = None, currency: str = "CNY") -> Any:
    return caller.post(f"{path}/attested-facts", {"currency": currency, "facts": list(facts)}, key=key)


def points(caller: Caller, path: str) -> int:
    """The score of the newest decision."""
    return int(decisions(caller, path)[0]["scored"]["points"])


def on_database(caller: Caller, work: Callable[[Database], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with Database(caller.url) as database:
            return await work(database)

    return asyncio.run(opened())


def recorded(caller: Caller) -> int:
    return int(caller.ask("SELECT count(*) FROM attested_fact")[0][0])


def test_a_verified_income_raises_the_limit_in_the_commit_that_records_it(scored: Caller) -> None:
    path = scored_line(scored)
    before = scored.line(path)["limit"]
    answer = attest(scored, path, INCOME)
    assert (answer.status_code, answer.json()["kind"], answer.json()["amount"]) == (201, "facts_attested", "0.00")
    newest = decisions(scored, path)[0]
    assert (newest["trigger"], newest["effect"], newest["scored"]["points"]) == ("evidence", "raised", 720)
    assert float(scored.line(path)["limit"]) > float(before)
    assert kinds(scored, path)[:2] == ["limit_changed", "facts_attested"]
    booked = scored.ask("SELECT DISTINCT booked_at FROM event WHERE version > 2")
    assert len(booked) == 1


def test_a_state_in_the_writers_memory_knows_an_income_in_the_next_decision_and_in_the_one_after(
    scored: Caller,
) -> None:
    path = scored_line(scored)
    scored.done(f"{path}/draws", cny("100.00"))
    assert points(scored, path) == 540
    attest(scored, path, INCOME)
    assert points(scored, path) == 720
    for _ in range(2):
        scored.done(f"{path}/draws", cny("100.00"))
        scored.done(f"{path}/reviews", {})
        assert points(scored, path) == 720
    assert on_database(scored, check_book).feature_states.stale == 0


def test_a_state_in_the_memory_of_one_process_is_not_used_once_another_process_attested(scored: Caller) -> None:
    path = scored_line(scored)
    scored.done(f"{path}/draws", cny("100.00"))
    elsewhere(scored, [income_attested(scored)])
    assert points(scored, path) == 720
    scored.done(f"{path}/draws", cny("100.00"))
    scored.done(f"{path}/reviews", {})
    assert points(scored, path) == 720


def test_facts_in_one_group_with_what_rewinds_history_are_recorded_and_their_decision_waits(scored: Caller) -> None:
    path = scored_line(scored)
    scored.done(f"{path}/draws", cny("50.00"))
    scored.advance("2d")
    now, then = scored.desk.clock.now(), datetime(2025, 12, 30, 9, tzinfo=UTC)
    late = make_stamp(then, key="late", booked_at=now)
    answers = elsewhere(
        scored,
        [
            Repay(line_id="line_shop", stamp=late, amount_minor=100, currency="CNY"),
            income_attested(scored),
        ],
    )
    assert [answer.event.accepted for answer in answers] == [True, True]
    assert recorded(scored) == 1
    assert scored.line(f"{path}/profile")["review_pending_since"] is not None
    scored.done(f"{path}/draws", cny("50.00"))
    assert points(scored, path) == 720
    assert scored.line(f"{path}/profile")["review_pending_since"] is None


def income_attested(scored: Caller) -> AttestFacts:
    fact = make_fact(FactKind.INCOME, 5_000_000, date(2025, 12, 31), consent=None)
    stamp = make_stamp(scored.desk.clock.now(), key="income")
    return AttestFacts(line_id="line_shop", stamp=stamp, facts=(fact,), currency="CNY")


def elsewhere(scored: Caller, commands: list[Command]) -> list[Receipt]:
    """What a writer of another process answers to commands that wait together."""

    async def work(database: Database) -> list[Receipt]:
        async with Writer(database, lanes=1) as writer:
            return await asyncio.gather(*map(writer.submit, commands))

    return on_database(scored, work)


def test_a_policys_table_reads_attested_inquiries_and_not_those_taken_back(scored: Caller) -> None:
    path = scored_line(scored)
    for count, expected in ((9, 9), (None, 0)):
        assert attest(scored, path, {**INQUIRIES, "count": count}).status_code == 201
        assert decisions(scored, path)[0]["facts"]["inquiries_90d"] == expected


def test_a_fact_taken_back_is_gone_from_the_features_and_from_the_score(scored: Caller) -> None:
    path = scored_line(scored)
    attest(scored, path, INCOME, REVENUE)
    assert points(scored, path) == 725
    attest(scored, path, {**INCOME, "amount": None}, {**REVENUE, "amount": None, "part": None})
    assert points(scored, path) == 540
    found = on_database(scored, lambda database: view_features(database, "line_shop", now=scored.desk.clock.now()))
    assert (found["debt_to_income"], found["revenue_mean"]) == (None, None)


def test_facts_and_money_in_any_order_give_the_features_of_a_rebuild_and_of_the_sql(scored: Caller) -> None:
    chance, path = Random(7), scored_line(scored)  # noqa: S311 - a story, not a secret
    for number in range(24):
        _do_something(scored, path, chance, number)
        if number % 6 == 5:
            scored.advance("3d")
    report = on_database(scored, lambda database: check_book(database, feature_states=None))
    assert (report.broken, report.feature_states) == ((), StatesChecked(1, 0, ()))
    now = scored.desk.clock.now()
    packed = scored.ask("SELECT packed FROM feature_state")[0][0]
    by_sql = on_database(scored, lambda database: view_features(database, "line_shop", now=now))
    assert read(unpack(packed), now.date()) == by_sql
    replayed = on_database(scored, lambda database: replay_all(database, LONG_AGO))
    assert replayed.differing == ()
    assert replayed.decisions > 10


def _do_something(scored: Caller, path: str, chance: Random, number: int) -> None:
    if number % 3 == 0:
        scored.done(f"{path}/draws", cny("50.00"))
    elif number % 3 == 1:
        back = {"effective_at": "2025-12-20T09:00:00Z"} if number % 4 == 0 else {}
        scored.done(f"{path}/repayments", cny("20.00", **back))
    else:
        facts = [INCOME, INQUIRIES, REVENUE, {**REVENUE, "amount": None, "part": None}, {**INCOME, "on": "2025-06-30"}]
        assert attest(scored, path, *chance.sample(facts, 2)).status_code == 201


def test_an_income_after_a_repayment_of_an_earlier_day_is_decided_on_at_once(scored: Caller) -> None:
    path = scored_line(scored)
    scored.done(f"{path}/draws", cny("50.00"))
    scored.advance("2d")
    scored.done(f"{path}/repayments", cny("20.00", effective_at="2025-12-30T09:00:00Z"))
    attest(scored, path, INCOME)
    assert points(scored, path) == 720
    assert scored.line(f"{path}/profile")["review_pending_since"] is None


def test_the_same_key_twice_records_once(sandbox: Caller) -> None:
    path = sandbox.open()
    first, again = (attest(sandbox, path, INCOME, key="once") for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert recorded(sandbox) == 1
    assert attest(sandbox, path, REVENUE, key="once").json()["code"] == "key-reused"


def test_a_line_without_a_policy_just_records(sandbox: Caller) -> None:
    path = sandbox.open()
    answer = attest(sandbox, path, INCOME, {**INQUIRIES, "until": "2026-06-30"}, REVENUE)
    assert answer.json()["detail"]["facts"] == [
        {"kind": "income", "amount": "50000.00", "on": "2025-12-31", "source": "tax_record"},
        {
            "kind": "inquiries",
            "count": 9,
            "on": "2025-12-31",
            "source": "bureau",
            "until": "2026-06-30",
            "consent": "con_1",
        },
        {"kind": "revenue", "amount": "120000.00", "part": "30000.00", "on": "2025-11-30", "source": "bank"},
    ]
    assert sandbox.ask(
        "SELECT kind, amount_minor, part_minor, on_date, until_date, source, consent, actor"
        " FROM attested_fact ORDER BY number"
    ) == [
        ("income", 5_000_000, 0, date(2025, 12, 31), None, "tax_record", None, "api"),
        ("inquiries", 9, 0, date(2025, 12, 31), date(2026, 6, 30), "bureau", "con_1", "api"),
        ("revenue", 12_000_000, 3_000_000, date(2025, 11, 30), None, "bank", None, "api"),
    ]
    assert decisions(sandbox, path) == []
    assert sandbox.line(f"{path}/events")["data"][0]["detail"] == answer.json()["detail"]


def test_what_others_say_is_recorded_under_a_consent_of_the_lines_own_customer(sandbox: Caller) -> None:
    path, consents = sandbox.open(), f"{customer(sandbox)}/consents"
    assert attest(sandbox, path, INQUIRIES).status_code == 201, "a line without a customer keeps its consents elsewhere"
    sandbox.done("/customers/cus_one/lines", {"line_id": "line_shop"})
    strangers = sandbox.done(f"{customer(sandbox, 'cus_two')}/consents", {"purpose": "credit_report"})["consents"][0][
        "id"
    ]
    given = sandbox.done(consents, {"purpose": "credit_report"})["consents"][0]["id"]
    for wrong in ("con_1", strangers):
        problem = attest(sandbox, path, INCOME, {**INQUIRIES, "consent": wrong}).json()
        assert (problem["code"], problem["errors"][0]["pointer"]) == ("consent-not-given", "/facts/1/consent")
    assert recorded(sandbox) == 1
    first = attest(sandbox, path, {**INQUIRIES, "consent": given}, key="under")
    assert first.status_code == 201, first.text
    sandbox.advance("1d")
    sandbox.done(f"{consents}/{given}/withdraw", {})
    withdrawn = attest(sandbox, path, {**INQUIRIES, "consent": given, "count": 4})
    assert (withdrawn.status_code, withdrawn.json()["code"]) == (422, "consent-withdrawn")
    again = attest(sandbox, path, {**INQUIRIES, "consent": given}, key="under")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert attest(sandbox, path, {**INQUIRIES, "consent": given, "count": None}).status_code == 201


def customer(sandbox: Caller, customer_id: str = "cus_one") -> str:
    """Register a person and return where it is found."""
    body = {"id": customer_id, "name": "One", "kind": "person", "currency": "CNY", "birth_date": "1990-01-01"}
    sandbox.done("/customers", body)
    return f"/customers/{customer_id}"


def consent_of(sandbox: Caller, consents: str) -> str:
    """Record a consent and return its id."""
    return str(sandbox.done(consents, {"purpose": "credit_report"})["consents"][0]["id"])


def test_a_fact_taken_back_says_so_in_the_answer(sandbox: Caller) -> None:
    answer = attest(sandbox, sandbox.open(), {**INCOME, "amount": None}, {**INQUIRIES, "count": None})
    income, inquiries = answer.json()["detail"]["facts"]
    assert (income["amount"], inquiries["count"]) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "code", "pointer"),
    [
        ({**INQUIRIES, "consent": None}, "fact-without-consent", "/facts/1/consent"),
        ({**INCOME, "kind": "external_debt"}, "fact-without-consent", "/facts/1/consent"),
        ({**INCOME, "kind": "luck"}, "invalid-field", "/facts/1/kind"),
        ({**INCOME, "amount": "-1.00"}, "invalid-field", "/facts/1/amount"),
        ({**INCOME, "amount": "1.001"}, "invalid-field", "/facts/1/amount"),
        ({**INCOME, "amount": "99999999999.00"}, "fact-amount-unusable", "/facts/1/amount"),
        ({**INCOME, "count": 1}, "invalid-field", "/facts/1/count"),
        ({key: INCOME[key] for key in ("kind", "on", "source")}, "invalid-field", "/facts/1/amount"),
        ({key: INQUIRIES[key] for key in ("kind", "on", "source", "consent")}, "invalid-field", "/facts/1/count"),
        ({**INQUIRIES, "amount": "1.00"}, "invalid-field", "/facts/1/amount"),
        ({**INQUIRIES, "count": -1}, "invalid-field", "/facts/1/count"),
        ({**REVENUE, "part": "120000.01"}, "fact-part-unusable", "/facts/1/part"),
        ({**REVENUE, "part": "1.001"}, "invalid-field", "/facts/1/part"),
        ({**INCOME, "part": "1.00"}, "fact-part-unusable", "/facts/1/part"),
        ({**REVENUE, "on": "2025-11-29"}, "revenue-within-month", "/facts/1/on"),
        ({**INCOME, "on": "2026-01-02"}, "fact-to-come", "/facts/1/on"),
        ({**INCOME, "on": "1900-01-01"}, "fact-day-unusable", "/facts/1/on"),
        ({**INCOME, "until": "2025-12-30"}, "fact-ends-too-soon", "/facts/1/until"),
        ({**INCOME, "colour": "red"}, "invalid-field", "/facts/1/colour"),
    ],
)
def test_what_cannot_be_used_names_its_field_and_nothing_is_written(
    sandbox: Caller, wrong: dict[str, Any], code: str, pointer: str
) -> None:
    path = sandbox.open()
    answer = attest(sandbox, path, INCOME, wrong)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code), problem
    assert [field["pointer"] for field in problem["errors"]] == [pointer]
    assert problem["detail"].endswith(".")
    assert (recorded(sandbox), sandbox.event_count()) == (0, 1)


def test_another_currency_no_facts_and_an_unknown_line_are_refused(sandbox: Caller) -> None:
    path = sandbox.open()
    assert attest(sandbox, path, INCOME, currency="USD").json()["code"] == "currency-mismatch"
    assert attest(sandbox, path, INCOME, currency="XXA").json()["code"] == "currency-unknown"
    assert attest(sandbox, path).json()["errors"][0]["pointer"] == "/facts"
    assert attest(sandbox, "/lines/line_nobody", INCOME).json()["code"] == "line-unknown"
    assert recorded(sandbox) == 0
