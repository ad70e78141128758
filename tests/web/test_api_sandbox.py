"""The sandbox's clock: it stands still, moves forward only, and brings what time brings."""

from itertools import count

import pytest
from api_caller import SANDBOX_STARTS, Caller, cny

_NUMBERS = count(1)
ADVANCE = "/sandbox/clock/advance"


def now(sandbox: Caller) -> str:
    return str(sandbox.line("/sandbox/clock")["now"])


def test_the_clock_stands_still_until_it_is_moved(sandbox: Caller) -> None:
    assert now(sandbox) == now(sandbox) == SANDBOX_STARTS
    assert sandbox.advance("12h")["now"] == now(sandbox) == "2026-01-01T12:00:00Z"
    assert sandbox.advance("2w")["now"] == now(sandbox) == "2026-01-15T12:00:00Z"
    moved = sandbox.post(ADVANCE, {"to": "2026-02-01T08:00:00+08:00"}).json()
    assert moved == {"before": "2026-01-15T12:00:00Z", "now": "2026-02-01T00:00:00Z", "lines": 0, "events": 0}


def test_what_is_posted_happens_at_the_sandboxs_time(sandbox: Caller) -> None:
    path = sandbox.open()
    sandbox.advance("3d")
    event = sandbox.done(f"{path}/draws", cny("1.00"))
    assert event["effective_at"] == event["booked_at"] == "2026-01-04T00:00:00Z"


BAD_GOALS: list[tuple[dict[str, object], str, str]] = [
    ({"to": "2025-12-31T23:59:59.999999Z"}, "clock-would-go-back", "/to"),
    ({"to": "1999-01-01T00:00:00+14:00"}, "clock-would-go-back", "/to"),
    ({"to": "0001-01-01T00:00:00+14:00"}, "invalid-field", "/to"),
    ({"to": "2029-01-01T00:00:00Z"}, "clock-too-far", "/to"),
    ({"to": "9999-12-31T23:59:59-14:00"}, "invalid-field", "/to"),
    ({"to": "2026-02-01T00:00:00"}, "invalid-field", "/to"),
    ({"to": "tomorrow"}, "invalid-field", "/to"),
    ({"to": 1772323200}, "invalid-field", "/to"),
    ({"by": "3y"}, "duration-malformed", "/by"),
    ({"by": "-3d"}, "duration-malformed", "/by"),
    ({"by": "1.5d"}, "duration-malformed", "/by"),
    ({"by": "3"}, "duration-malformed", "/by"),
    ({"by": ""}, "duration-malformed", "/by"),
    ({"by": "99999w"}, "clock-too-far", "/to"),
    ({"by": "3d" * 10}, "invalid-field", "/by"),
    ({"by": 3}, "invalid-field", "/by"),
    ({"by": "3d", "to": "2026-02-01T00:00:00Z"}, "invalid-field", "/by"),
    ({}, "invalid-field", "/by"),
    ({"until": "2026-02-01T00:00:00Z"}, "invalid-field", "/until"),
]


def test_the_clock_does_not_go_back_nor_far_and_says_why(sandbox: Caller) -> None:
    for goal, code, pointer in BAD_GOALS:
        answer = sandbox.post(ADVANCE, goal)
        assert (answer.status_code, answer.json()["code"]) == (422, code), goal
        assert answer.json()["errors"][0]["pointer"] == pointer, goal
        assert pointer in answer.json()["detail"]
    assert now(sandbox) == SANDBOX_STARTS


def test_a_database_that_keeps_real_time_has_no_clock_to_move(shared_api: Caller) -> None:
    for answer in (shared_api.get("/sandbox/clock"), shared_api.post(ADVANCE, {"by": "1d"})):
        assert (answer.status_code, answer.json()["code"]) == (404, "not-a-sandbox")


def test_interest_accrues_and_holds_expire_as_the_clock_moves(sandbox: Caller) -> None:
    path = sandbox.open(limit="1000.00", rate_bps=3650)
    sandbox.done(f"{path}/draws", cny("500.00"))
    kept = sandbox.done(f"{path}/holds", cny("100.00", expires_at="2026-03-01T00:00:00Z"))
    sandbox.done(f"{path}/holds", cny("50.00", expires_at="2026-01-05T12:00:00Z"))
    moved = sandbox.advance("10d")
    assert (moved["lines"], moved["events"]) == (1, 2)
    line = sandbox.line(path)
    assert (line["interest"], line["held"], line["available"]) == ("5.00", "100.00", "400.00")
    accrued, expired = sandbox.line(f"{path}/events", limit=2)["data"]
    assert (accrued["kind"], accrued["amount"]) == ("interest_accrued", "5.00")
    assert (expired["kind"], expired["effective_at"]) == ("hold_expired", "2026-01-05T12:00:00Z")
    assert sandbox.done(f"{path}/holds/{kept['id']}/capture", cny("100.00"))["line"]["held"] == "0.00"


def test_a_hold_holds_for_a_week_unless_it_says_otherwise(sandbox: Caller) -> None:
    path = sandbox.open()
    hold = sandbox.done(f"{path}/holds", cny("100.00"))
    sandbox.post(ADVANCE, {"to": "2026-01-07T23:59:59.999999Z"})
    assert sandbox.line(path)["held"] == "100.00"
    sandbox.post(ADVANCE, {"to": "2026-01-08T00:00:00Z"})
    assert sandbox.line(path)["held"] == "0.00"
    refused = sandbox.post(f"{path}/holds/{hold['id']}/capture", cny("100.00"))
    assert (refused.status_code, refused.json()["code"]) == (422, "hold_not_open")


@pytest.mark.parametrize("day_count", ["act/365", "act/360", "30e/360"])
def test_many_small_steps_of_time_cost_the_same_as_one_big_step(sandbox: Caller, day_count: str) -> None:
    """Two lines alike: one is looked at and nudged every day of 70 days, the other after all of them."""
    terms = {"rate_bps": 1823, "day_count": day_count}
    nudged, left_alone = sandbox.open("nudged", **terms), sandbox.open("alone", **terms)
    for path in (nudged, left_alone):
        sandbox.done(f"{path}/draws", cny("12345.67"))
    for day in range(70):
        sandbox.advance("1d")
        if day % 10 == 3:
            sandbox.done(f"{nudged}/limit_changes", {"limit": "20000", "currency": "CNY", "reason": "A nudge"})
    one, other = sandbox.line(nudged), sandbox.line(left_alone)
    assert one["interest"] == other["interest"] != "0.00"


def test_one_advance_costs_the_same_as_seventy(sandbox: Caller) -> None:
    path = sandbox.open("step", rate_bps=1823)
    sandbox.done(f"{path}/draws", cny("12345.67"))
    sandbox.advance("70d")
    # 12,345.67 × 18.23 % × 70 / 365 = 431.6249…
    assert sandbox.line(path)["interest"] == "431.62"


def test_moving_the_clock_to_where_it_stands_brings_nothing_new(sandbox: Caller) -> None:
    path = sandbox.open(rate_bps=1823)
    sandbox.done(f"{path}/draws", cny("100.00"))
    goal = {"to": "2026-02-01T00:00:00Z"}
    first, again = sandbox.post(ADVANCE, goal).json(), sandbox.post(ADVANCE, goal).json()
    assert (first["events"], again["events"]) == (1, 0)
    assert first["now"] == again["before"] == again["now"]


def test_a_line_read_between_two_steps_is_the_line_that_will_be_booked(sandbox: Caller) -> None:
    """The clock moved in the database and the lines were not visited: a crash in the middle of an advance."""
    path = sandbox.open(rate_bps=3650)
    sandbox.done(f"{path}/draws", cny("1000.00"))
    sandbox.ask("UPDATE sandbox_clock SET now_at = '2026-01-11T00:00:00Z' RETURNING 1")
    sandbox.post(ADVANCE, {"to": "2026-01-11T00:00:00Z"})
    assert sandbox.line(path)["interest"] == "10.00"
    assert sandbox.line(f"{path}/events", limit=1)["data"][0]["kind"] == "interest_accrued"
