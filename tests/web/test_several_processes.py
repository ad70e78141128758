"""Several server processes on one port: one key posts once, a death loses nothing, and nobody outlives the parent."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest
from api_caller import API_KEY, Caller, api_key, cny
from awaiting import free_port
from prometheus_client.parser import text_string_to_metric_families

from creditline.bench.book import line_ids, openings
from creditline.bench.caller_key import caller_key
from creditline.bench.crash_load import CrashLoad
from creditline.bench.decided import let_decide
from creditline.bench.serving import ServerProcess
from creditline.bench.verdict import judge
from creditline.bench.writer_load import carry_out_all
from creditline.store.database import Database
from creditline.usecases.check_book import check_book
from creditline.usecases.rebuild_features import check_features
from creditline.web.listening import PortTaken, check_free, kept
from creditline.web.processes.parent import ProcessesFailed, serve_in_processes

PATIENCE_S = 30.0


@pytest.fixture
def servers(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerProcess]:
    """Two server processes on one database and one port."""
    monkeypatch.setenv("CREDITLINE_FILES", f"file://{tmp_path}")
    api_key(database_url)
    with ServerProcess(database_url, processes=2) as running:
        yield running


def test_both_processes_answer_and_whichever_is_asked_tells_of_both(servers: ServerProcess, database_url: str) -> None:
    with _connection(servers) as client:
        Caller(client, database_url).open()
    _at_once(servers, [("/v1/lines/line_shop/draws", f"draw-{number}", cny("1.00")) for number in range(40)])
    time.sleep(1.5)  # each posts its figures every second
    told = [_metrics(servers) for _ in range(8)]
    assert [one["creditline_commands_total"] for one in told] == [41] * 8
    assert all(one["resident 1"] > 0 and one["resident 2"] > 0 for one in told)
    assert len(_children(servers)) == 2


def test_the_same_key_sent_to_both_at_once_posts_once(servers: ServerProcess, database_url: str) -> None:
    with _connection(servers) as client:
        caller = Caller(client, database_url)
        caller.open()
        asked = [("/v1/lines/line_shop/draws", f"again-{number // 16}", cny("1.00")) for number in range(20 * 16)]
        answers = _at_once(servers, asked)
        assert set(Counter(answer.status_code for answer in answers)) <= {201, 409}
        done = {answer.json()["version"] for answer in answers if answer.status_code == 201}
        assert len(done) == 20
        assert caller.event_count() == 1 + 20
        assert caller.line("/lines/line_shop")["available"] == "19980.00"


def test_a_key_for_two_requests_at_once_is_refused_to_one(servers: ServerProcess, database_url: str) -> None:
    with _connection(servers) as client:
        caller = Caller(client, database_url)
        caller.open("one")
        caller.open("two")
        asked = [(f"/v1/lines/line_{name}/draws", "same", cny("1.00")) for name in ("one", "two") * 16]
        told = Counter(answer.json().get("line_id", answer.status_code) for answer in _at_once(servers, asked))
        assert len({"line_one", "line_two"} & set(told)) == 1
        assert caller.event_count() == 2 + 1


def test_decided_lines_that_both_processes_move_keep_their_features(servers: ServerProcess, database_url: str) -> None:
    ids = line_ids(3)
    carry_out_all(database_url, openings(ids, 1_000_000, Random(1)))  # noqa: S311 - any will do
    let_decide(database_url, ids, limit_minor=1_000_000)
    for number in range(60):  # a new connection each time: now one process, now the other
        with _connection(servers) as client:
            kind = "draws" if number % 2 == 0 else "repayments"
            Caller(client, database_url).done(f"/lines/{ids[number % 3]}/{kind}", cny("10.00"))

    async def look() -> tuple[bool, Any]:
        async with Database(database_url) as database:
            return (await check_book(database)).ok, await check_features(database)

    holds, features = asyncio.run(look())
    assert holds
    assert (features.lines, features.stale, features.differing) == (3, 0, ())


def test_a_program_may_ask_as_often_as_its_key_says_in_all(servers: ServerProcess, database_url: str) -> None:
    given = api_key(database_url, secret="clk_slow", per_minute=5)
    statuses = []
    for _ in range(30):
        with _connection(servers) as client:
            statuses.append(client.get("/v1/lines", headers=given).status_code)
    assert 5 <= statuses.count(200) <= 6  # one more, if that took twelve seconds
    assert set(statuses) == {200, 429}


def test_a_process_that_is_killed_loses_nothing_acknowledged_and_the_port_goes_on_answering(
    servers: ServerProcess, database_url: str
) -> None:
    ids, rng = line_ids(40), Random(3)  # noqa: S311 - any will do
    carry_out_all(database_url, openings(ids, 30_000, rng, rate_bps=0))
    before = _metrics(servers)["creditline_commands_total"]

    async def kill_two() -> CrashLoad:
        async with CrashLoad(servers.address, ids, rng, 32, await asyncio.to_thread(caller_key, database_url)) as load:
            load.resume()
            for victim in (0, 1):
                await asyncio.sleep(1)
                await asyncio.to_thread(_kill_one, servers, victim)
            await load.drain()
        return load

    load = asyncio.run(kill_two())
    assert len(load.acknowledged) > 100
    verdict = judge(database_url, load.acknowledged)
    assert (verdict.lost, verdict.doubled, verdict.lines_off) == (frozenset(), frozenset(), frozenset())
    assert _metrics(servers)["creditline_commands_total"] > before
    assert "Server process 1 of 2 ended: killed by SIGKILL. It is started again in 0.2 s." in servers.said


def test_one_that_dies_again_and_again_is_started_again_after_longer_pauses(servers: ServerProcess) -> None:
    for _ in range(3):
        os.kill(_child_at(servers, 2), signal.SIGKILL)
        _await(lambda: len(_children(servers)) == 1)
        _await(lambda: len(_children(servers)) == 2)
    pauses = [line.rpartition("again in ")[2] for line in servers.said.splitlines() if "2 of 2 ended" in line]
    assert pauses == ["0.2 s.", "0.4 s.", "0.8 s."]


def test_a_parent_that_is_killed_leaves_no_process_behind(servers: ServerProcess) -> None:
    children = _children(servers)
    os.kill(servers.pid, signal.SIGKILL)
    _await(lambda: not any(map(_lives, children)))
    check_free(*servers.address)


def test_a_parent_that_is_told_to_stop_stops_all_and_answers_what_was_asked(
    servers: ServerProcess, database_url: str
) -> None:
    ids, rng = line_ids(40), Random(4)  # noqa: S311 - any will do
    carry_out_all(database_url, openings(ids, 30_000, rng, rate_bps=0))
    children = _children(servers)

    async def stop() -> CrashLoad:
        async with CrashLoad(servers.address, ids, rng, 16, await asyncio.to_thread(caller_key, database_url)) as load:
            load.resume()
            await asyncio.sleep(0.5)
            await asyncio.to_thread(servers.stop)
        return load

    load = asyncio.run(stop())
    assert judge(database_url, load.acknowledged).lost == frozenset()
    assert not any(map(_lives, children))
    assert servers.said.endswith("Stopped.\n")


def test_processes_that_cannot_start_are_told_with_the_reason(tmp_path: Path) -> None:
    async def start() -> None:
        nowhere = f"postgresql://nobody@/none?host={tmp_path}"
        silent: Any = lambda *_: None  # noqa: E731
        await serve_in_processes(
            nowhere, host="127.0.0.1", port=free_port(), processes=2, data=None, on_ready=silent, say=silent
        )

    with pytest.raises(ProcessesFailed, match=r"Server process [12] did not come up: The server did not come up"):
        asyncio.run(start())


def test_a_port_that_another_server_shares_with_its_processes_is_taken(servers: ServerProcess) -> None:
    with pytest.raises(PortTaken), kept(*servers.address):
        pass
    command = [sys.executable, "-m", "creditline", "serve", "--port", str(servers.address[1]), "--processes", "2"]
    environment = {**os.environ, "DATABASE_URL": servers.url}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, "Something else listens on" in ended.stderr) == (1, True)


def _connection(servers: ServerProcess) -> Any:
    """A client with a connection of its own, so that the kernel chooses a process for it."""
    host, port = servers.address
    return httpx2.Client(base_url=f"http://{host}:{port}", headers={"Authorization": f"Bearer {API_KEY}"}, timeout=60)


def _at_once(servers: ServerProcess, asked: list[tuple[str, str, object]]) -> list[Any]:
    """POST what is asked by (path, key, body) over sixteen connections."""

    def ask(part: list[tuple[str, str, object]]) -> list[Any]:
        with _connection(servers) as client:
            return [client.post(path, json=body, headers={"Idempotency-Key": key}) for path, key, body in part]

    with ThreadPoolExecutor(16) as threads:
        return [answer for part in threads.map(ask, [asked[start::16] for start in range(16)]) for answer in part]


def _metrics(servers: ServerProcess) -> dict[str, float]:
    with _connection(servers) as client:
        families = list(text_string_to_metric_families(client.get("/metrics").text))
    found = {sample.name: sample.value for family in families for sample in family.samples}
    resident = next(family for family in families if family.name == "creditline_process_resident_bytes")
    return found | {f"resident {sample.labels['process']}": sample.value for sample in resident.samples}


def _children(servers: ServerProcess) -> list[int]:
    """The server processes that live, by their places."""
    found = Path("/proc", str(servers.pid), "task", str(servers.pid), "children").read_text(encoding="ascii")
    return sorted((pid for pid in map(int, found.split()) if _lives(pid)), key=_place)


def _child_at(servers: ServerProcess, place: int) -> int:
    return next(pid for pid in _children(servers) if _place(pid) == str(place))


def _place(pid: int) -> str:
    return Path("/proc", str(pid), "cmdline").read_bytes().rstrip(b"\0").split(b"\0")[-1].decode().partition("/")[0]


def _kill_one(servers: ServerProcess, victim: int) -> None:
    """Kill a process; meanwhile the port answers, and soon there are two again."""
    pid = _children(servers)[victim]
    os.kill(pid, signal.SIGKILL)
    _await(lambda: not _lives(pid))
    for _ in range(10):
        with _connection(servers) as client:
            assert client.get("/livez").status_code == 200
    _await(lambda: len(_children(servers)) == 2)
    time.sleep(2)


def _lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        return Path("/proc", str(pid), "stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _await(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
