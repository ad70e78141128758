"""One of several server processes: `python -m creditline.web.processes.child`, as the parent starts it.

Its stdin ends when its parent does, however that happened. Then it finishes what it holds and goes.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep

import uvloop

from creditline.web.app import create_app
from creditline.web.board import Board
from creditline.web.place import Place
from creditline.web.processes.word import Brief, Word, encode, read_brief
from creditline.web.server import answer, stop_signal
from creditline.web.settings import read_settings

_LOG = logging.getLogger(__name__)
_STDIN, _STDOUT, _STDERR = 0, 1, 2
_LAST_S = 30.0
_COLLECT_SELDOM = (50_000, 20, 100)  # as the command line does


def main() -> None:
    """Serve as the brief on stdin says; tell on stdout that it answers, or why not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent as well, which says when to stop
    gc.set_threshold(*_COLLECT_SELDOM)
    brief, parent = read_brief(_first_line()), _to_parent()
    try:
        uvloop.run(_serve(brief, lambda: _tell(parent, Word())))
    except (ValueError, RuntimeError, LookupError, OSError) as failed:
        if not hasattr(failed, "code"):
            raise
        _tell(parent, Word(failed=str(failed)))
        sys.exit(1)


async def _serve(brief: Brief, on_ready: Callable[[], None]) -> None:
    stop, loop = stop_signal(), asyncio.get_running_loop()
    Thread(target=_end_with_parent, args=[lambda: loop.call_soon_threadsafe(stop.set)], daemon=True).start()
    settings = read_settings(Path(brief.data) if brief.data is not None else None)
    place = Place.taken(brief.number, Board(brief.board, brief.processes))
    app = create_app(brief.url, settings, place)
    await answer(app, host=brief.host, port=brief.port, on_ready=on_ready, stop=stop)


def _end_with_parent(stop: Callable[[], object]) -> None:
    """Wait for the end of stdin, in a thread: a parent may be gone while the event loop is busy."""
    while os.read(_STDIN, 1):
        pass
    _LOG.warning("The parent of this server process is gone; it finishes what it holds and ends.")
    with suppress(RuntimeError):  # the loop is closed: it is ending already
        stop()
    sleep(_LAST_S)
    os._exit(1)


def _first_line() -> bytes:
    line = b""
    while not line.endswith(b"\n") and (one := os.read(_STDIN, 1)):
        line += one
    return line


def _to_parent() -> int:
    """Take stdout for ourselves: what anybody else prints goes to stderr, where nobody takes it for a word of ours."""
    parent = os.dup(_STDOUT)
    os.dup2(_STDERR, _STDOUT)
    return parent


def _tell(parent: int, word: Word) -> None:
    with suppress(BrokenPipeError):
        os.write(parent, encode(word))


if __name__ == "__main__":
    main()
