"""What commands print: messages to stderr for people, data to stdout for machines."""

import json
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

SENTENCE_ERRORS = (ValueError, RuntimeError, LookupError, OSError)
"""What our errors are; each that is ours has a `code`, and its message is a sentence."""

MESSAGES = Console(stderr=True, highlight=False)
OUTPUT = Console(highlight=False)


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="cyan")


def progress_bar() -> Progress:
    """Return a bar with count, rate and time left; silent where no person watches."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=MESSAGES,
        disable=not MESSAGES.is_terminal,
    )


def print_json(data: Any) -> None:  # noqa: ANN401 - whatever json takes
    """Print one JSON object on one line, as the last thing on stdout."""
    print(json.dumps(data, default=str, ensure_ascii=False), flush=True)


def print_row(*parts: str) -> None:
    """Print one row of a list on one line, whatever the width of the screen; names are printed as they were given."""
    OUTPUT.print("  ".join(parts), soft_wrap=True, markup=False)


def complain(error: Exception) -> None:
    """Tell a person what went wrong: the sentence, and the code under which the documentation has it."""
    MESSAGES.print(f"[bold red]✗[/] {escape(str(error))}", soft_wrap=True)
    MESSAGES.print(f"  [dim]{getattr(error, 'code', '')}: docs/reference/errors.md[/]", soft_wrap=True)
