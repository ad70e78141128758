"""The parent of several server processes: starts them, passes signals on, and starts again who dies.

It serves nothing itself and imports little, so that it is small and has nothing to die of.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals
from time import monotonic

from creditline.web.board import Board, new_board
from creditline.web.listening import kept
from creditline.web.processes.word import Brief, encode, read_word

_CHILD = "creditline.web.processes.child"
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 30.0
_STEADY_S = 60.0  # who lived as long did not die of how it was started


class ProcessesFailed(RuntimeError):
    """A server process did not come up, so none serves."""

    code = "processes-failed"

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"Server process {number} did not come up: {why}")


async def serve_in_processes(
    url: str,
    *,
    host: str,
    port: int,
    processes: int,
    data: Path | None,
    on_ready: Callable[[], None],
    say: Callable[[str], None],
) -> None:
    """Serve the database at `url` in so many processes until SIGINT or SIGTERM; `on_ready` is called when all answer.

    data: as read_settings takes it. say: is told of each process that ends unasked.
    Raises PortTaken, ProcessesFailed.
    """
    stop = asyncio.Event()
    for number in (SIGINT, SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with kept(host, port), new_board(processes) as board:
        brief = Brief(
            url=url,
            host=host,
            port=port,
            number=0,
            processes=processes,
            board=board.descriptor,
            data=None if data is None else str(data),
        )
        await _keep_all([_Child(number, brief, board, stop, say) for number in range(1, processes + 1)], on_ready)


async def _keep_all(children: list["_Child"], on_ready: Callable[[], None]) -> None:
    """Keep all children up until they shall stop; where one never came up, stop the others and raise its failure."""
    keeping = [asyncio.create_task(child.keep()) for child in children]
    telling = asyncio.create_task(_tell_ready(children, on_ready))
    try:
        await asyncio.gather(*keeping)
    finally:
        telling.cancel()
        children[0].stop.set()
        await asyncio.gather(*keeping, telling, return_exceptions=True)


async def _tell_ready(children: list["_Child"], on_ready: Callable[[], None]) -> None:
    for child in children:
        await child.ready.wait()
    on_ready()


@dataclass(slots=True)
class _Child:
    """One of the processes: who serves in its place, one after the other. ready: set once the first of them answers."""

    number: int
    brief: Brief
    board: Board
    stop: asyncio.Event
    say: Callable[[str], None]
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep(self) -> None:
        """Run the child, and again when it ends unasked, after a pause that grows while it does not live long."""
        pause_s = _FIRST_PAUSE_S
        while not self.stop.is_set():
            began = monotonic()
            how = await self._run()
            pause_s = _FIRST_PAUSE_S if monotonic() - began > _STEADY_S else pause_s
            if not self.stop.is_set():
                await self._rest(how, pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    async def _run(self) -> str:
        """Run a process to its end, and return how it ended; raise ProcessesFailed if it never came up."""
        try:
            how = await self._run_once()
        except OSError as failed:  # no memory, or too many processes: both may pass
            how = f"{failed}."
        if not self.ready.is_set() and not self.stop.is_set():
            raise ProcessesFailed(self.number, how)
        return how

    async def _run_once(self) -> str:
        process = await self._start()
        passing_on = asyncio.create_task(self._pass_on(process))
        try:
            why = await self._hear(process)
            code = await process.wait()
        finally:
            passing_on.cancel()
        return why or _in_words(code)

    async def _start(self) -> Process:
        place = f"{self.number}/{self.brief.processes}"  # for who looks at a list of processes
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _CHILD, place, stdin=PIPE, stdout=PIPE, pass_fds=[self.board.descriptor]
        )
        self.brief.number = self.number
        if process.stdin is not None:
            process.stdin.write(encode(self.brief))
        return process

    async def _hear(self, process: Process) -> str | None:
        """Wait for the child's word; return why it failed, where it says so."""
        word = read_word(await process.stdout.readline()) if process.stdout is not None else None
        if word is not None and word.failed is None:
            self.ready.set()
        return None if word is None else word.failed

    async def _pass_on(self, process: Process) -> None:
        await self.stop.wait()
        with suppress(ProcessLookupError):
            process.terminate()

    async def _rest(self, how: str, pause_s: float) -> None:
        self.board.post(self.number, self.board.figures_of(self.number).counts())
        of = self.brief.processes
        self.say(f"Server process {self.number} of {of} ended: {how} It is started again in {pause_s:g} s.")
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), pause_s)


def _in_words(code: int) -> str:
    return f"killed by {Signals(-code).name}." if code < 0 else f"exit status {code}."
