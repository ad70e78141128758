"""Scorecards over HTTP: two people and an assessment, and a pause that only a person with a cause ends."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from api_caller import Caller

CARD = f"card_{'a' * 64}"
NDJSON = {"Content-Type": "application/x-ndjson"}
ASKED = {"role": "champion", "activated_by": "Ana", "second_person": "Bo", "assessment": "pia-7"}


@pytest.fixture(autouse=True)
def registered(api: Caller) -> None:
    """One card is registered."""
    with psycopg.connect(api.url) as connection:
        connection.execute("INSERT INTO scorecard VALUES (%s, 'behaviour', 'points', '{}', now(), 'Ana')", [CARD])


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_card_is_listed_with_what_it_is_for(api: Caller) -> None:
    assert [(card["id"], card["role"]) for card in api.get("/scorecards").json()["data"]] == [(CARD, None)]
    done = api.done(f"/scorecards/{CARD}/activations", ASKED)
    assert (done["role"], done["second_person"]) == ("champion", "Bo")
    (card,) = api.get("/scorecards").json()["data"]
    assert (card["role"], card["assessment"]) == ("champion", "pia-7")


def test_an_activation_that_lacks_something_is_refused_and_says_what(api: Caller) -> None:
    path = f"/scorecards/{CARD}/activations"
    for changes, code in [
        ({"second_person": "ana"}, "second-person-missing"),
        ({"assessment": " "}, "assessment-missing"),
        ({"from_at": "2020-01-01T00:00:00Z"}, "activation-in-past"),
        ({"role": "king"}, "invalid-field"),
    ]:
        assert refused(api.post(path, ASKED | changes)) == (422, code)
    assert refused(api.post(f"/scorecards/card_{'b' * 64}/activations", ASKED)) == (404, "card-unknown")
    assert api.get("/scorecards").json()["data"][0]["role"] is None


def test_reviews_go_on_until_they_are_paused_and_again_when_somebody_says_why(api: Caller) -> None:
    assert api.get("/reviews").json()["paused"] is False
    asked = {"resumed_by": "Ana", "cause": "Spring Festival"}
    assert refused(api.post("/reviews/resumptions", asked)) == (422, "not-paused")
    with psycopg.connect(api.url) as connection:
        connection.execute(
            "INSERT INTO review_pause (paused, cause, actor, booked_at) VALUES (true, 'drift', 'monitoring', %s)",
            [datetime(2026, 1, 1, tzinfo=UTC)],
        )
    assert api.get("/reviews").json() == {
        "paused": True,
        "cause": "drift",
        "actor": "monitoring",
        "since": "2026-01-01T00:00:00Z",
    }
    assert refused(api.post("/reviews/resumptions", asked | {"cause": "    "})) == (422, "cause-missing")
    assert api.done("/reviews/resumptions", asked)["paused"] is False
    assert api.get("/reviews").json()["paused"] is False


def test_who_pays_can_be_told_with_a_repayment_one_by_one_and_in_bulk(api: Caller) -> None:
    path = api.open("payer")
    api.done(f"{path}/draws", {"amount": "900.00", "currency": "CNY"})
    told = {"amount": "100.00", "currency": "CNY", "payer": "third_party", "payer_account": "acct-9"}
    api.done(f"{path}/repayments", told)
    api.done(f"{path}/repayments", {"amount": "100.00", "currency": "CNY", "payer_account": "acct-1"})
    api.done(f"{path}/repayments", {"amount": "100.00", "currency": "CNY"})
    row = b'{"key": "row-1", "line_id": "line_payer", "amount": "1.00", "currency": "CNY", "payer": "linked"}'
    assert api.client.post("/v1/repayments/bulk", content=row, headers=NDJSON).status_code == 200
    assert api.ask("SELECT version, payer, account FROM payer ORDER BY version") == [
        (3, "third_party", "acct-9"),
        (4, "own", "acct-1"),
        (6, "linked", None),
    ]
    assert refused(api.post(f"{path}/repayments", told | {"payer": "uncle"})) == (422, "invalid-field")
