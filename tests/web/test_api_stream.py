"""The stream of a line: each event once, in order, whoever committed it, and nothing left behind by who leaves."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from api_caller import Caller, Serve, cny
from prometheus_client.parser import text_string_to_metric_families

from creditline.lines.commands import Repay, Stamp
from creditline.store.database import Database
from creditline.usecases.writer import Writer
from creditline.web import live
from creditline.web.api.events import _messages
from creditline.web.desk import open_desk


@pytest.fixture(scope="module")
def served(module_database_url: str, serve: Serve) -> Iterator[Caller]:
    """The real server, which all tests of this module call."""
    with serve(module_database_url) as url, httpx2.Client(base_url=url, timeout=60) as client:
        yield Caller(client, module_database_url)


class Stream:
    """A stream as a browser reads it."""

    def __init__(self, response: httpx2.Response) -> None:
        self._lines = response.iter_lines()

    def message(self) -> dict[str, str]:
        """The next message, by the names of its fields; a comment's name is empty."""
        fields: dict[str, str] = {}
        for line in self._lines:
            if not line:
                return fields
            name, _, value = line.partition(": ")
            fields[name.removesuffix(":")] = value
        return fields

    def event(self) -> dict[str, Any]:
        """The next event; comments are passed over."""
        while "data" not in (fields := self.message()):
            pass
        event: dict[str, Any] = json.loads(fields["data"])
        assert (fields["id"], fields["event"]) == (str(event["version"]), event["kind"])
        return event


@contextmanager
def watching(caller: Caller, path: str, **headers: str) -> Iterator[Stream]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with caller.client.stream("GET", f"/v1{path}/stream", headers=sent) as response:
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert response.headers["Cache-Control"] == "no-store"
        yield Stream(response)


def repay_elsewhere(url: str, path: str, *keys: str) -> None:
    """Repay 1.00 a key in a writer of another process's kind: with connections of its own."""

    async def repay() -> None:
        now = datetime.now(UTC)
        async with Database(url) as database, Writer(database) as writer:
            for key in keys:
                stamp = Stamp(key=key, fingerprint=b"", effective_at=now, booked_at=now, actor="elsewhere")
                line_id = path.removeprefix("/lines/")
                await writer.submit(Repay(line_id=line_id, stamp=stamp, amount_minor=100, currency="CNY"))

    asyncio.run(repay())


def test_an_event_committed_by_another_process_arrives(served: Caller) -> None:
    path = served.open("elsewhere")
    with watching(served, path) as stream:
        assert stream.message() == {"": "still here"}
        repay_elsewhere(served.url, path, "elsewhere-1")
        event = stream.event()
    assert event == served.line(f"{path}/events")["data"][0]
    assert event["line"]["credit_balance"] == "1.00"


def test_what_happened_before_is_not_sent_unless_it_is_asked_for(served: Caller) -> None:
    path = served.open("from_now")
    served.done(f"{path}/draws", cny("1.00"))
    with watching(served, path) as stream:
        assert stream.message() == {"": "still here"}
        served.done(f"{path}/draws", cny("2.00"))
        assert stream.event()["version"] == 3


@pytest.mark.parametrize("seen", [0, 1, 499, 1000])
def test_who_comes_back_gets_everything_after_what_was_seen_without_a_gap(served: Caller, seen: int) -> None:
    path = served.open(f"back{seen}")
    rows = [{"key": f"back{seen}-{number}", "line_id": f"line_back{seen}", **cny("1.00")} for number in range(1000)]
    served.client.post("/v1/repayments/bulk", content="\n".join(map(json.dumps, rows)))
    with watching(served, path, Last_Event_ID=str(seen)) as stream:
        versions = [stream.event()["version"] for _ in range(1001 - seen)]
        served.done(f"{path}/draws", cny("5.00"))
        assert [*versions, stream.event()["version"]] == list(range(seen + 1, 1003))


def test_two_watchers_see_the_same(served: Caller) -> None:
    path = served.open("two")
    with watching(served, path) as one, watching(served, path) as other:
        assert one.message() == other.message() == {"": "still here"}
        for amount in ("1.00", "2.00", "3.00"):
            served.done(f"{path}/draws", cny(amount))
        assert [one.event() for _ in range(3)] == [other.event() for _ in range(3)]


def test_a_watcher_sees_the_events_of_its_line_alone(served: Caller) -> None:
    mine, other = served.open("mine"), served.open("yours")
    with watching(served, mine) as stream:
        assert stream.message() == {"": "still here"}
        served.done(f"{other}/draws", cny("1.00"))
        served.done(f"{mine}/draws", cny("2.00"))
        assert stream.event()["line_id"] == "line_mine"


def test_who_leaves_is_forgotten(served: Caller) -> None:
    path = served.open("leaving")
    with watching(served, path) as one, watching(served, path) as other:
        assert one.message() == other.message() == {"": "still here"}
        assert watchers(served) == 2
    while watchers(served):
        time.sleep(0.01)


def watchers(caller: Caller) -> int:
    families = text_string_to_metric_families(caller.client.get("/metrics").text)
    return next(int(family.samples[0].value) for family in families if family.name == "creditline_watchers")


def test_a_line_that_is_not_there_cannot_be_watched(served: Caller) -> None:
    answer = served.get("/lines/line_none/stream")
    assert (answer.status_code, answer.json()["code"]) == (404, "line-unknown")


def test_while_nothing_happens_the_stream_says_that_it_lives(
    database_url: str, api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "KEEP_ALIVE_S", 0.01)
    api.open()

    async def watch() -> tuple[list[bytes], int]:
        async with open_desk(database_url) as desk:
            async with aclosing(_messages(desk, "line_shop", 0)) as messages:
                heard = [await anext(messages) for _ in range(4)]
            return heard, desk.live.watchers

    messages, left = asyncio.run(watch())
    assert messages[0].startswith(b"id: 1\nevent: line_opened\ndata: {")
    assert messages[1:] == [b": still here\n\n"] * 3
    assert left == 0


def test_a_listener_that_was_cut_off_misses_nothing(api: Caller) -> None:
    """The listening connection is lost; an event is committed meanwhile; it arrives all the same."""
    path = api.open()

    async def watch() -> list[bytes]:
        async with open_desk(api.url) as desk:
            messages = _messages(desk, "line_shop", 1)
            heard = [await anext(messages)]
            api.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
            await asyncio.to_thread(api.done, f"{path}/draws", cny("1.00"))
            while not heard[-1].startswith(b"id"):
                heard.append(await anext(messages))
            return heard

    assert asyncio.run(watch())[-1].startswith(b"id: 2\nevent: draw\n")
