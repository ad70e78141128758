"""The seven hit policies."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce

from creditline.exchange.dmn.expression import Scope, admits, value_of
from creditline.exchange.dmn.model import Aggregation, DecisionTable, HitPolicy, ItemType, OutputClause
from creditline.exchange.dmn.values import NUMBERS, Anything
from creditline.policy.feel.nodes import UnaryTests


class RulesConflict(ValueError):
    """UNIQUE lets one rule apply; ANY lets several, if they give the same."""

    code = "dmn-rules-conflict"

    def __init__(self, place: str, hit: str, rules: list[int]) -> None:
        listed = ", ".join(str(rule + 1) for rule in rules)
        super().__init__(f"{place}: the rules {listed} apply together, which the hit policy {hit} does not allow.")


def resolve(
    table: DecisionTable,
    hits: list[int],
    scope: Scope,
    place: str,
    types: Mapping[str, ItemType],
    type_ref: str | None,
) -> Anything:
    """Return what a table gives when the rules `hits` apply. Raises RulesConflict."""
    if not hits:
        return _default(table, scope)
    results = [_result(table, rule, scope) for rule in hits]
    match table.hit:
        case HitPolicy.UNIQUE | HitPolicy.ANY:
            agreed = len(hits) == 1 or (table.hit is HitPolicy.ANY and all(one == results[0] for one in results))
            if not agreed:
                raise RulesConflict(place, table.hit, hits)
            return _shaped(table, results[0])
        case HitPolicy.FIRST:
            return _shaped(table, results[0])
        case HitPolicy.PRIORITY:
            return _shaped(table, _by_priority(table, results, types, type_ref)[0])
        case HitPolicy.OUTPUT_ORDER:
            return [_shaped(table, one) for one in _by_priority(table, results, types, type_ref)]
        case HitPolicy.RULE_ORDER | HitPolicy.COLLECT:
            return _collected(table, results)


def _result(table: DecisionTable, rule: int, scope: Scope) -> tuple[Anything, ...]:
    return tuple(value_of(one.node, scope) for one in table.rules[rule].results)


def _shaped(table: DecisionTable, values: tuple[Anything, ...]) -> Anything:
    """One output is its value, several are a structure."""
    if len(table.outputs) == 1:
        return values[0]
    return {output.name or "": value for output, value in zip(table.outputs, values, strict=True)}


def _default(table: DecisionTable, scope: Scope) -> Anything:
    if any(output.default is not None for output in table.outputs):
        values = tuple(
            None if output.default is None else value_of(output.default.node, scope) for output in table.outputs
        )
        shaped = _shaped(table, values)
        return [shaped] if _gives_list(table) else shaped
    return Decimal(0) if table.aggregation is Aggregation.COUNT else None


def _gives_list(table: DecisionTable) -> bool:
    several = {HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT}
    return table.hit in several and table.aggregation is None


def _collected(table: DecisionTable, results: list[tuple[Anything, ...]]) -> Anything:
    if table.aggregation is None:
        return [_shaped(table, one) for one in results]
    values = [one[0] for one in results]
    if table.aggregation is Aggregation.COUNT:
        return Decimal(len(values))
    numbers = [value for value in values if isinstance(value, Decimal)]
    if len(numbers) < len(values):
        return None
    aggregate: dict[Aggregation, Callable[[list[Decimal]], Decimal]] = {
        Aggregation.SUM: lambda all_: reduce(NUMBERS.add, all_),
        Aggregation.MIN: min,
        Aggregation.MAX: max,
    }
    return aggregate[table.aggregation](numbers)


def _by_priority(
    table: DecisionTable,
    results: list[tuple[Anything, ...]],
    types: Mapping[str, ItemType],
    type_ref: str | None,
) -> list[tuple[Anything, ...]]:
    """Results in the order of their outputs' values, the first output first; rules of equal priority keep theirs."""
    orders = [_order(output, types, type_ref) for output in table.outputs]

    def rank(values: tuple[Anything, ...]) -> tuple[int, ...]:
        return tuple(_rank(order, value) for order, value in zip(orders, values, strict=True))

    return sorted(results, key=rank)


def _order(output: OutputClause, types: Mapping[str, ItemType], type_ref: str | None) -> UnaryTests | None:
    """The values of an output in order of priority: its own, else those that its type allows."""
    if output.values is not None:
        return output.values
    for name in (output.type_ref, None if output.name else type_ref):
        item = types.get(name or "")
        if item is not None and item.allowed is not None:
            return item.allowed
    whole = types.get(type_ref or "")
    part = whole.components.get(output.name or "") if whole is not None else None
    return None if part is None else part.allowed


def _rank(order: UnaryTests | None, value: Anything) -> int:
    if order is None:
        return 0
    ranks = (
        number for number, test in enumerate(order.tests) if admits(UnaryTests((test,)), value, Scope({}, {})) is True
    )
    return next(ranks, len(order.tests))
