"""What a DMN file holds, as far as compliance level 2 goes: parsed, with the place of every text."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from creditline.policy.feel.nodes import Node, UnaryTests

OWN = "https://creditline.example/dmn"
"""The namespace of our own attributes. It names them and is no address."""


class HitPolicy(StrEnum):
    """The seven hit policies of DMN."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


class Aggregation(StrEnum):
    """How COLLECT makes one value of many."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True)
class ItemType:
    """A type: a simple one by `ref`, with its allowed values, or a structure of components."""

    name: str
    ref: str | None
    allowed: UnaryTests | None
    components: Mapping[str, "ItemType"]
    is_collection: bool


@dataclass(frozen=True, slots=True)
class Expression:
    """A literal expression, and its text."""

    text: str
    node: Node


@dataclass(frozen=True, slots=True)
class InputClause:
    """A column of conditions: what is tested, and the values it may have. `own`: attributes of our namespace."""

    own: Mapping[str, str]
    label: str
    expression: Expression
    type_ref: str | None
    allowed: UnaryTests | None
    allowed_text: str | None


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A column of results: its values in order of priority, and what is given when no rule applies."""

    own: Mapping[str, str]
    name: str | None
    type_ref: str | None
    values: UnaryTests | None
    values_text: str | None
    default: Expression | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row. `texts` are the cells as written, `description` and annotations as they were given."""

    id: str
    label: str | None
    tests: tuple[UnaryTests, ...]
    results: tuple[Expression, ...]
    texts: tuple[str, ...]
    description: str
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table. `annotations` are the names of the rules' annotations."""

    own: Mapping[str, str]
    hit: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of a business knowledge model, argument by argument."""

    function: str
    arguments: Mapping[str, "Logic"]


Logic = Expression | DecisionTable | Invocation


@dataclass(frozen=True, slots=True)
class InputData:
    """What comes from outside."""

    id: str
    name: str
    type_ref: str | None


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A function: parameters with their types, and its logic."""

    id: str
    name: str
    parameters: Mapping[str, str | None]
    logic: Logic


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: `requires` are ids of inputs, decisions and knowledge models."""

    id: str
    name: str
    type_ref: str | None
    logic: Logic
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A DMN file. Everything by its id, types by name."""

    name: str
    types: Mapping[str, ItemType]
    inputs: Mapping[str, InputData]
    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, KnowledgeModel]

    def decision(self, name: str) -> Decision:
        """Return the decision of this name; raise DecisionUnknown if there is none."""
        for decision in self.decisions.values():
            if decision.name == name:
                return decision
        raise DecisionUnknown(name, [one.name for one in self.decisions.values()])


class DecisionUnknown(LookupError):
    """A decision must be one of the model's."""

    code = "decision-unknown"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"The model has no decision '{name}'. It has: {', '.join(known)}.")
