"""The promises of a policy as questions that the methods answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from creditline.policy.domain import Kind
from creditline.policy.fault import FaultKind, Faults, Wrong
from creditline.policy.policy import Policy, Promise
from creditline.policy.section import Section, read_value
from creditline.policy.wording import Wording
from creditline.verify.event import Dynamics, Event, Move, Way

FILE = "promises.toml"


@dataclass(frozen=True, slots=True)
class NeverLower:
    """The limit after the event is no lower than without it: P1 (a repayment) and P3 (a fact that gets better)."""

    promise: str
    about: str
    event: Event


@dataclass(frozen=True, slots=True)
class HeldHarmless:
    """P2: after the event the limit is not below what `current` was before it.

    What a constraint of `unless` allows may be less; then the limit is not below that.
    """

    about: str
    event: Event
    current: str
    unless: tuple[str, ...]
    promise: str = "P2"


@dataclass(frozen=True, slots=True)
class NothingChanges:
    """P4: whatever the values of the facts that the event moves, rows and limit stay the same."""

    about: str
    event: Event
    promise: str = "P4"


@dataclass(frozen=True, slots=True)
class NotEvenAnInput:
    """P4: the policy has no such fact, so nothing can depend on it."""

    about: str
    promise: str = "P4"


@dataclass(frozen=True, slots=True)
class WellFormed:
    """P5: some row of the table decides everywhere, each row decides somewhere, UNIQUE rows do not overlap."""

    about: str
    promise: str = "P5"


@dataclass(frozen=True, slots=True)
class Capped:
    """P6: the limit is never above the parameter's value of the day where the facts have the values of `when`."""

    about: str
    parameter: str
    when: Mapping[str, int]
    promise: str = "P6"


@dataclass(frozen=True, slots=True)
class NoCliff:
    """P7: the limit reaches 0, or falls by more than the percentage, only by a named row or constraint."""

    about: str
    current: str
    most_fall_percent: int
    unless_rows: tuple[tuple[str, str], ...]
    unless_constraints: tuple[str, ...]
    promise: str = "P7"


@dataclass(frozen=True, slots=True)
class Reasoned:
    """P8: whenever the limit is below `current`, some constraint bound it, and so gives a reason."""

    about: str
    current: str
    promise: str = "P8"


Question = NeverLower | HeldHarmless | NothingChanges | NotEvenAnInput | WellFormed | Capped | NoCliff | Reasoned


def questions_of(policy: Policy, dynamics: Dynamics) -> tuple[Question, ...]:
    """Return what is to be answered for the policy's promises; raise PolicyRefused for promises that mean nothing."""
    faults = Faults(file=FILE)
    asked: list[Question] = []
    for promise in policy.promises:
        with faults.at(row=promise.id):
            asked += _Reader(policy, dynamics, promise).questions()
    faults.raise_any()
    return tuple(asked)


@dataclass(slots=True)
class _Reader:
    """Reads one promise's parameters."""

    policy: Policy
    dynamics: Dynamics
    promise: Promise
    section: Section = field(init=False)

    def __post_init__(self) -> None:
        self.section = Section(dict(self.promise.parameters), self.promise.id)

    def questions(self) -> list[Question]:
        asked = list(getattr(self, f"_{self.promise.id.lower()}")())
        self.section.done()
        return asked

    def _p1(self) -> Iterator[Question]:
        for event in self._events():
            yield NeverLower("P1", event.id, event)

    def _p2(self) -> Iterator[Question]:
        current = self._fact("current")
        unless = self._constraints("unless")
        for event in self._events():
            yield HeldHarmless(event.id, event, current, unless)

    def _p3(self) -> Iterator[Question]:
        named = {key: self._ordered(key) for key in ("rises_with", "falls_with")}
        for key, way in (("rises_with", Way.RISES), ("falls_with", Way.FALLS)):
            for fact in named[key]:
                event = _one_fact(fact, way)
                both = all(fact in facts for facts in named.values())
                yield NeverLower("P3", event.text.en if both else fact, event)

    def _p4(self) -> Iterator[Question]:
        for name in self.section.texts("rights"):
            yield NothingChanges(name, _one_fact(name, Way.ANY)) if name in self.policy.facts else NotEvenAnInput(name)

    def _p5(self) -> Iterator[Question]:
        for table in self.policy.tables:
            yield WellFormed(table.id)

    def _p6(self) -> Iterator[Question]:
        for entry in self.section.raw("caps", list):
            cap = Section(entry, "caps")
            name = cap.identifier("parameter")
            if name not in self.policy.parameters:
                mend = f"Parameters are: {', '.join(self.policy.parameters)}."
                raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no parameter '{name}'.", mend, column="caps")
            when = self._values(cap.raw("when", dict)) if cap.has("when") else {}
            cap.done()
            yield Capped(self._cap_name(name, when), name, when)

    def _p7(self) -> Iterator[Question]:
        percent = self.section.whole("most_fall_percent")
        rows = self.section.texts("unless_rows") if self.section.has("unless_rows") else ()
        named = tuple(self._row(name) for name in rows)
        current = self._fact("current")
        yield NoCliff(f"{percent} percent", current, percent, named, self._constraints("unless_constraints"))

    def _p8(self) -> Iterator[Question]:
        yield Reasoned("every decrease", self._fact("current"))

    def _events(self) -> Iterator[Event]:
        names = self.section.texts("events")
        if not names:
            mend = f"Name repayments of events.toml: {', '.join(self.dynamics.events) or 'it has none'}."
            raise Wrong(FaultKind.KEY_MISSING, "'events' is empty, so nothing is promised.", mend, column="events")
        for name in names:
            if name not in self.dynamics.events:
                mend = f"events.toml has: {', '.join(self.dynamics.events) or 'none'}."
                raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no event '{name}'.", mend, column="events")
            if not self.dynamics.events[name].repayment:
                mend = "Write repayment = true in events.toml, or leave it out here."
                raise Wrong(FaultKind.TYPE_WRONG, f"'{name}' is no repayment.", mend, column="events")
            yield self.dynamics.events[name]

    def _fact(self, key: str) -> str:
        return self._known(self.section.identifier(key))

    def _known(self, name: str) -> str:
        if name not in self.policy.facts:
            raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no fact '{name}'.", "Name a fact of facts.toml.")
        return name

    def _ordered(self, key: str) -> tuple[str, ...]:
        """Facts whose values rise and fall."""
        facts = tuple(map(self._known, self.section.texts(key))) if self.section.has(key) else ()
        for fact in facts:
            if self.policy.facts[fact].kind is Kind.ENUMERATION:
                mend = "Name facts that are numbers, dates, or true and false."
                said = f"The named values of '{fact}' do not rise or fall."
                raise Wrong(FaultKind.TYPE_WRONG, said, mend, column=key)
        return facts

    def _cap_name(self, parameter: str, when: Mapping[str, int]) -> str:
        """Name a cap by its parameter and where it binds: one name for each, since a verdict is kept under it."""
        where = ", ".join(f"{fact} = {self.policy.facts[fact].show(ordinal)}" for fact, ordinal in when.items())
        return f"{parameter} where {where}" if where else parameter

    def _constraints(self, key: str) -> tuple[str, ...]:
        names = self.section.texts(key) if self.section.has(key) else ()
        known = {one.id for one in self.policy.formula.constraints}
        for name in names:
            if name not in known:
                mend = f"Known are: {', '.join(sorted(known))}."
                raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no constraint '{name}'.", mend, column=key)
        return names

    def _row(self, name: str) -> tuple[str, str]:
        table, _, row = name.partition(".")
        rows = {one.id: {each.id for each in one.rows} for one in self.policy.tables}
        if row not in rows.get(table, set()):
            mend = "Write table.row, both by their ids."
            raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no row '{name}'.", mend, column="unless_rows")
        return table, row

    def _values(self, data: Mapping[str, Any]) -> dict[str, int]:
        domains = {self._known(name): self.policy.facts[name] for name in data}
        return {name: domain.ordinal(name, read_value(data[name], domain, name)) for name, domain in domains.items()}


def _one_fact(fact: str, way: Way) -> Event:
    words = {Way.RISES: ("rises", "上升"), Way.FALLS: ("falls", "下降"), Way.ANY: ("changes", "改变")}[way]
    return Event(fact, Wording(f"{fact} {words[0]}", f"{fact} {words[1]}"), {fact: Move(way)})
