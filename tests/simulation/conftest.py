"""Carrying commands out in memory, as the writer does on a line nobody else touches."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from creditline.lines.apply import apply
from creditline.lines.commands import Command, OpenLine, Reverse
from creditline.lines.event import Event
from creditline.lines.open_line import open_line

Play = Callable[[Sequence[Command]], list[Event]]


@pytest.fixture
def play() -> Play:
    """Return a function from the commands of one line to its events; the last event's `after` is the line."""
    return _play


def _play(commands: Sequence[Command]) -> list[Event]:
    opening, *rest = commands
    assert isinstance(opening, OpenLine)
    events = [open_line(opening)]
    for command in rest:
        events += apply(events[-1].after, _informed(command, events), list(events))
    return events


def _informed(command: Command, events: list[Event]) -> Command:
    if not isinstance(command, Reverse):
        return command
    return replace(command, target=next(event for event in events if event.version == command.event))
