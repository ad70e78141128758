"""Reading events.toml: how events move facts, which states cannot be, and which scorecard makes the score."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from creditline.policy.domain import Domain, Kind
from creditline.policy.fault import FaultKind, Faults, Wrong
from creditline.policy.lower import Scope, lower_condition
from creditline.policy.policy import Policy
from creditline.policy.section import Section, read_value
from creditline.scoring.card import Card, NumberFeature
from creditline.scoring.folder import card_id, load_card
from creditline.verify.event import Assumption, Dynamics, Event, Move, Way

FILE = "events.toml"
_SCORE, _BAND = "score", "band"  # the facts that a decision takes from the scorecard
_MAY = {"fall": Way.FALLS, "rise": Way.RISES, "change": Way.ANY}
_WAYS = {way: word for word, way in _MAY.items()}
_FEATURES = {"falls": Way.FALLS, "rises": Way.RISES}


def read_dynamics(folder: Path, policy: Policy, card_folder: Path | None = None) -> Dynamics:
    """Return what `folder` says in events.toml; a folder without one says that nothing moves.

    card_folder: the scorecard that makes the score, instead of the one that the folder names. Raises PolicyRefused.
    """
    faults = Faults(file=FILE)
    dynamics = _Reader(folder, policy, faults).read(card_folder)
    faults.raise_any()
    return dynamics


class _Reader:
    """Reads the one file, noting what is wrong with it."""

    def __init__(self, folder: Path, policy: Policy, faults: Faults) -> None:
        self.folder = folder
        self.policy = policy
        self.faults = faults

    def read(self, card_folder: Path | None) -> Dynamics:
        data = self._toml()
        score, named = self._score(data.pop("score", {}))
        assumptions = tuple(self._assumptions(data.pop("assume", [])))
        events = {name: event for name, entry in data.pop("events", {}).items() if (event := self._event(name, entry))}
        for name in data:
            mend = "Write [score], [events.NAME] or [[assume]]."
            self.faults.note(Wrong(FaultKind.KEY_UNKNOWN, f"'{name}' means nothing here.", mend))
        place = card_folder or (self.folder / named if named else None)
        card = load_card(place) if place else None
        if card:
            self._check_ties(card, score, events)
        return Dynamics(events, assumptions, score, card, card_id(card) if card else None)

    def _toml(self) -> dict[str, Any]:
        path = self.folder / FILE
        if not path.exists():
            return {}
        try:
            return tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.faults.note(Wrong(FaultKind.UNREADABLE, f"The file cannot be read: {error}.", "Write it as TOML."))
            return {}

    def _score(self, data: Mapping[str, Any]) -> tuple[str | None, str | None]:
        if not data:
            return None, None
        with self.faults.at(row="score"):
            section = Section(data, "score")
            fact = self._fact(section.identifier("fact"))
            card = section.text("card") if section.has("card") else None
            section.done()
            return fact, card
        return None, None

    def _check_ties(self, card: Card, score: str | None, events: Mapping[str, Event]) -> None:
        """A card makes the score and the band: what it gives may not pass for a fact that stays where it was."""
        if score is None and _SCORE in self.policy.facts:
            mend = f'Write [score] with fact = "{_SCORE}".'
            said = "The scorecard makes the score, and no [score] says which fact that is."
            self.faults.note(Wrong(FaultKind.KEY_MISSING, said, mend))
        made = {score or _SCORE: (Way.RISES, Way.ANY), _BAND: (Way.ANY,)}
        for event in events.values():
            for fact, ways in made.items():
                if fact in self.policy.facts and event.move(fact).way not in ways and _moves(card, event):
                    mend = f'Write {{ fact = "{fact}", may = "{_WAYS[ways[0]]}" }} among its moves.'
                    said = f"The event moves features of the scorecard, and not the '{fact}' that they make."
                    self.faults.note(Wrong(FaultKind.KEY_MISSING, said, mend, row=event.id, column="moves"))

    def _assumptions(self, entries: list[Any]) -> list[Assumption]:
        found = []
        for number, entry in enumerate(entries, 1):
            with self.faults.at(row=f"assume {number}"):
                section = Section(entry, "assume")
                said = section.text("is")
                condition = lower_condition(said, Scope(self.policy.facts, self.policy.parameters, {}))
                found.append(Assumption(said, condition, section.wording("text")))
                section.done()
        return found

    def _event(self, name: str, entry: object) -> Event | None:
        with self.faults.at(row=name):
            if name in self.policy.facts:
                said = f"'{name}' is a fact of the policy; an event needs a name of its own."
                raise Wrong(FaultKind.NAME_TWICE, said, "Name it by what happens.")
            section = Section(entry, name)
            moves = dict(self._move(Section(one, "moves")) for one in section.raw("moves", list))
            features = section.raw("features", dict) if section.has("features") else {}
            ways = {one: _feature(features, one) for one in features}
            repayment = section.raw("repayment", bool) if section.has("repayment") else False
            event = Event(name, section.wording("text"), moves, ways, repayment)
            section.done()
            return event
        return None

    def _move(self, section: Section) -> tuple[str, Move]:
        fact = self._fact(section.identifier("fact"))
        domain = self.policy.facts[fact]
        if section.has("to") == section.has("may"):
            raise Wrong(FaultKind.KEY_MISSING, f"How '{fact}' moves is not said.", "Give one of 'to' and 'may'.")
        move = _may(section, domain) if section.has("may") else _becomes(section, fact, domain)
        section.done()
        return fact, move

    def _fact(self, name: str) -> str:
        if name not in self.policy.facts:
            mend = f"Facts are: {', '.join(self.policy.facts)}."
            raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no fact '{name}'.", mend)
        return name


def _moves(card: Card, event: Event) -> bool:
    """Whether the card's points may differ across the event: as it says, or the card says of repayments."""
    by_card = {one.name for one in card.features if isinstance(one, NumberFeature) and one.moved_by_repayment}
    return bool((event.repayment and by_card) or event.features.keys() & card.by_name.keys())


def _becomes(section: Section, fact: str, domain: Domain) -> Move:
    value = read_value(section.raw("to", object), domain, fact)
    return Move(Way.BECOMES, domain.ordinal(fact, value))


def _may(section: Section, domain: Domain) -> Move:
    said = section.text("may")
    if said not in _MAY:
        raise Wrong(FaultKind.TYPE_WRONG, f"'{said}' is no way to move.", "Write fall, rise or change.", column="may")
    if domain.kind is Kind.ENUMERATION and said != "change":
        mend = "Write 'to' a value, or may = \"change\"."
        raise Wrong(FaultKind.TYPE_WRONG, "Named values do not rise or fall.", mend, column="may")
    return Move(_MAY[said])


def _feature(features: Mapping[str, Any], name: str) -> Way:
    if features[name] not in _FEATURES:
        raise Wrong(FaultKind.TYPE_WRONG, f"'{features[name]}' is no direction.", "Write rises or falls.", column=name)
    return _FEATURES[features[name]]
