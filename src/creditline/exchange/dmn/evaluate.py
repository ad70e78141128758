"""Evaluating decisions: requirements first, then the logic; and how rules that apply together are resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from creditline.exchange.dmn.expression import Function, Scope, admits, value_of
from creditline.exchange.dmn.hits import resolve
from creditline.exchange.dmn.model import (
    Decision,
    DecisionTable,
    Expression,
    Invocation,
    KnowledgeModel,
    Logic,
    Model,
)
from creditline.exchange.dmn.types import checked
from creditline.exchange.dmn.values import Anything


class DmnInputMissing(LookupError):
    """A decision needs every input that it requires; null must be said."""

    code = "dmn-input-missing"

    def __init__(self, name: str) -> None:
        super().__init__(f"The input '{name}' is missing. Give it, or null if it is not known.")


class DmnCircle(RuntimeError):
    """Decisions may not require each other in a circle."""

    code = "dmn-circle"

    def __init__(self, name: str) -> None:
        super().__init__(f"The decision '{name}' requires itself, by way of others.")


def evaluate_decisions(model: Model, inputs: Mapping[str, Any], names: list[str] | None = None) -> dict[str, Anything]:
    """Return the values of the named decisions, or of all.

    `inputs` by name, as JSON has them (numbers as Decimal or int, dates as text). Raises DmnInputMissing, DmnCircle,
    DecisionUnknown, InputOutside, RulesConflict.
    """
    run = _Run(model, inputs)
    wanted = names if names is not None else [decision.name for decision in model.decisions.values()]
    return {name: run.decision(model.decision(name)) for name in wanted}


@dataclass(slots=True)
class _Run:
    """One evaluation; each decision is worked out once."""

    model: Model
    inputs: Mapping[str, Any]
    known: dict[str, Anything] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def decision(self, decision: Decision) -> Anything:
        if decision.id not in self.known:
            if decision.id in self.open:
                raise DmnCircle(decision.name)
            self.open.add(decision.id)
            scope = Scope(self._values(decision.requires), self._functions())
            self.known[decision.id] = self._logic(decision.logic, scope, decision)
        return self.known[decision.id]

    def _values(self, required: tuple[str, ...]) -> dict[str, Anything]:
        values = dict[str, Anything]()
        for one in required:
            if one in self.model.inputs:
                values[self.model.inputs[one].name] = self._input(one)
            elif one in self.model.decisions:
                values[self.model.decisions[one].name] = self.decision(self.model.decisions[one])
        return values

    def _input(self, one: str) -> Anything:
        data = self.model.inputs[one]
        if data.name not in self.inputs:
            raise DmnInputMissing(data.name)
        return checked(self.inputs[data.name], data.type_ref, self.model.types, f"input '{data.name}'")

    def _functions(self) -> dict[str, Function]:
        return {one.name: self._function(one) for one in self.model.knowledge.values()}

    def _function(self, knowledge: KnowledgeModel) -> Function:
        def call(names: tuple[str, ...], arguments: tuple[Anything, ...]) -> Anything:
            given = dict(zip(names or tuple(knowledge.parameters), arguments, strict=False))
            if set(given) != set(knowledge.parameters):
                return None
            return self._logic(knowledge.logic, Scope(given, self._functions()), None)

        return call

    def _logic(self, logic: Logic, scope: Scope, decision: Decision | None) -> Anything:
        match logic:
            case Expression(_, node):
                return value_of(node, scope)
            case Invocation(function, arguments):
                values = tuple(self._logic(one, scope, None) for one in arguments.values())
                called = scope.functions.get(function)
                return None if called is None else called(tuple(arguments), values)
            case DecisionTable():
                return self._table(logic, scope, decision)

    def _table(self, table: DecisionTable, scope: Scope, decision: Decision | None) -> Anything:
        place = "table" if decision is None else f"decision '{decision.name}'"
        values = []
        for column in table.inputs:
            value = value_of(column.expression.node, scope)
            if column.allowed is not None and value is not None and admits(column.allowed, value, scope) is not True:
                raise InputOutside(place, column.label, value, column.allowed_text or "")
            values.append(value)
        hits = [
            number
            for number, rule in enumerate(table.rules)
            if all(admits(tests, value, scope) is True for tests, value in zip(rule.tests, values, strict=True))
        ]
        return resolve(table, hits, scope, place, self.model.types, None if decision is None else decision.type_ref)


class InputOutside(ValueError):
    """What a table tests must be among the values that its column allows."""

    code = "dmn-input-outside"

    def __init__(self, place: str, column: str, value: object, allowed: str) -> None:
        super().__init__(f"{place}, column '{column}': {value!s} is none of {allowed}.")
