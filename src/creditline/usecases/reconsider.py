"""Deciding a line anew without moving money: new evidence, an offer answered, a flag cleared, a day gone by."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from creditline.decisions.trigger import Trigger
from creditline.lines.commands import AttestFacts, Command
from creditline.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconsider(Command):
    """Decide the line anew, in the order of its other commands and in their transaction.

    facts: attested facts that are new or have changed. accept: id of an offer to accept; decline: of one to decline.
    clear, renew: id of a flag; words: why; renew_hours: for how long. by: who asks, for the record.
    """

    trigger: Trigger
    facts: Mapping[str, Any] = field(default_factory=dict)
    accept: str | None = None
    decline: str | None = None
    clear: str | None = None
    renew: str | None = None
    lapse: str | None = None
    words: str = ""
    renew_hours: int = 24
    by: str = "api"

    @property
    def asks(self) -> bool:
        """Whether it says more than that time has gone by."""
        return self.trigger not in {Trigger.TIME, Trigger.REVIEW} or bool(self.facts)


def asks(command: Command) -> bool:
    """Whether a command asks for a decision of its own, also where it comes out as the one before."""
    return isinstance(command, AttestFacts) or (isinstance(command, Reconsider) and command.asks)
