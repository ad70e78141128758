"""Flags and offers inside a group: raised, cleared, renewed, lapsed; made, accepted, declined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from creditline.dates.business_date import business_date
from creditline.decisions.decision import Decision, Effect
from creditline.decisions.flags import Flag, FlagState, clear, flag_of, lapse, renew
from creditline.lines.apply import apply
from creditline.lines.available import available_minor
from creditline.lines.commands import Command, PlaceHold, Repay, Stamp, VoidHold
from creditline.lines.event import Event
from creditline.lines.line import Line
from creditline.policy.policy import Policy
from creditline.store.decision_files import FlagUnknown, OfferUnknown
from creditline.store.decisions import Decided, StoredFlag, StoredOffer
from creditline.usecases.reconsider import Reconsider


class HoldIsFlagged(ValueError):
    """The hold of a flag goes with the flag."""

    code = "hold-is-flagged"

    def __init__(self, line_id: str) -> None:
        super().__init__(
            f"This hold belongs to a flag of '{line_id}'. Clear the flag at /v1/flags, and the hold goes with it."
        )


class OfferClosed(ValueError):
    """An offer is answered once, before its last day has ended."""

    code = "offer-closed"

    def __init__(self, offer: StoredOffer) -> None:
        super().__init__(f"The offer '{offer.id}' is {offer.state} or ended on {offer.expires_on}. Ask for a review.")


@dataclass(slots=True)
class Answering:
    """The open flags and offers of a group's lines, as far as its commands may ask about them."""

    flags: dict[str, StoredFlag] = field(default_factory=dict)
    offers: dict[str, StoredOffer] = field(default_factory=dict)

    @classmethod
    def of(cls, *, flags: Sequence[StoredFlag], offers: Sequence[StoredOffer]) -> "Answering":
        """Index flags and offers by their ids."""
        return cls({each.flag.id: each for each in flags}, {each.id: each for each in offers})

    def add(self, decided: Decided) -> None:
        """Take in what one decision left: what is still open, and nothing that was closed."""
        self.flags.update(decided.flags)
        self.offers.update(decided.offers)
        self.flags = {name: each for name, each in self.flags.items() if each.flag.state is FlagState.OPEN}
        self.offers = {name: each for name, each in self.offers.items() if each.state == "open"}

    def is_flagged(self, line_id: str, hold: int) -> bool:
        """Tell whether a hold belongs to an open flag."""
        return any(each.flag.line_id == line_id and each.hold_version == hold for each in self.flags.values())

    def accepted_minor(self, command: Command, on: date) -> int | None:
        """Return the amount of the offer that a command accepts; raise OfferUnknown, OfferClosed."""
        if not isinstance(command, Reconsider) or command.accept is None:
            return None
        offer = self._offer(command.accept)
        if on > offer.expires_on:
            raise OfferClosed(offer)
        return offer.limit_minor

    def answer(self, command: Command, line: Line, at: datetime, decided: Decided) -> list[Event]:
        """Carry out what a command says about a flag or an offer, and return the events of its hold."""
        if not isinstance(command, Reconsider):
            return []
        if command.accept is not None:
            self._close(self._offer(command.accept), "accepted", command.by, at, decided)
        if command.decline is not None:
            self._close(self._offer(command.decline), "declined", command.by, at, decided)
        if command.clear is not None:
            stored = self._flag(command.clear)
            closed = clear(stored.flag, by=command.by, at=at, words=command.words or None)
            return self._release(stored, closed, line, command.stamp, decided)
        if command.lapse is not None:
            stored = self._flag(command.lapse)
            return self._release(stored, lapse(stored.flag, at=at), line, command.stamp, decided)
        if command.renew is not None:
            return self._renew(command, line, at, decided)
        return []

    def note(self, made: Decision, command: Command, decided: Decided) -> None:
        """Keep the offer that a decision makes; older open ones of the line are replaced by it."""
        if made.effect is not Effect.OFFERED or made.offer is None:
            return
        line_id = made.inputs.line_id
        answered = set(decided.offers)
        for offer in [each for each in self.offers.values() if each.line_id == line_id and each.id not in answered]:
            self._close(offer, "replaced", "decision", made.decided_at, decided)
        offer = StoredOffer(
            id=f"offer_{made.id.removeprefix('dec_')}",
            line_id=line_id,
            decision_id=made.id,
            limit_minor=made.offer.limit_minor,
            made_at=command.stamp.booked_at,
            expires_on=made.offer.expires_on,
        )
        decided.offers[offer.id] = offer

    def flag(
        self,
        policy: Policy,
        facts: Mapping[str, Any],
        command: Command,
        events: Sequence[Event],
        line: Line,
        at: datetime,
        on: date,
        decided: Decided,
    ) -> list[Event]:
        """Raise the flag that a repayment deserves, and return the event of its hold; often none."""
        if not isinstance(command, Repay):
            return []
        version = next(event.version for event in events if event.asked_for)
        flag = flag_of(policy, facts, line_id=line.id, version=version, amount_minor=command.amount_minor, at=at, on=on)
        if flag is None:
            return []
        return self._keep(flag, line, command.stamp, decided)

    def _keep(self, flag: Flag, line: Line, stamp: Stamp, decided: Decided) -> list[Event]:
        """Keep a flag, and hold what it doubts as far as it is there to be held."""
        held: list[Event] = []
        amount = min(flag.doubt_minor, available_minor(line, business_date(stamp.booked_at, line.terms.zone)))
        if flag.state is FlagState.OPEN and amount:
            hold = PlaceHold(
                line_id=line.id,
                stamp=_ours(stamp),
                amount_minor=amount,
                currency=line.terms.currency,
                expires_at=flag.deadline_at,
            )
            held = apply(line, hold)
        version = next((event.version for event in held if event.accepted and event.amount_minor == amount), None)
        decided.flags[flag.id] = StoredFlag(flag=flag, hold_version=version)
        return held

    def _release(self, stored: StoredFlag, closed: Flag, line: Line, stamp: Stamp, decided: Decided) -> list[Event]:
        """Close a flag and let go of its hold in the same commit."""
        decided.flags[closed.id] = replace(stored, flag=closed)
        open_holds = {hold.placed_by for hold in line.holds}
        if closed.state is FlagState.OPEN or stored.hold_version not in open_holds or stored.hold_version is None:
            return []
        return apply(line, VoidHold(line_id=line.id, stamp=_ours(stamp), hold=stored.hold_version))

    def _renew(self, command: Reconsider, line: Line, at: datetime, decided: Decided) -> list[Event]:
        stored = self._flag(command.renew or "")
        old, new = renew(stored.flag, by=command.by, at=at, words=command.words, hours=command.renew_hours)
        released = self._release(stored, old, line, command.stamp, decided)
        return released + self._keep(new, released[-1].after if released else line, command.stamp, decided)

    def _close(self, offer: StoredOffer, state: str, by: str, at: datetime, decided: Decided) -> None:
        check_open(offer)
        decided.offers[offer.id] = replace(offer, state=state, answered_at=at, answered_by=by)

    def _offer(self, offer_id: str) -> StoredOffer:
        if offer_id not in self.offers:
            raise OfferUnknown(offer_id)
        return self.offers[offer_id]

    def _flag(self, flag_id: str) -> StoredFlag:
        if flag_id not in self.flags:
            raise FlagUnknown(flag_id)
        return self.flags[flag_id]


def check_open(offer: StoredOffer) -> None:
    """Raise OfferClosed for an offer that was answered or replaced."""
    if offer.state != "open":
        raise OfferClosed(offer)


def _ours(stamp: Stamp) -> Stamp:
    return replace(stamp, key=None, fingerprint=None, actor="decision")
