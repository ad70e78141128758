"""Decision tables of a DMN model in our format, as raw TOML.

Tables that we wrote read back equal. In those of others a column is the fact (or earlier table) that its expression
names, and reasons are the rules' annotations; what we need and DMN does not say is a fault when the policy is checked.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from creditline.exchange.dmn.model import (
    Aggregation,
    Decision,
    DecisionTable,
    HitPolicy,
    InputClause,
    Model,
    OutputClause,
    Rule,
)
from creditline.exchange.dmn.read import DmnOutside
from creditline.exchange.dmn.write import ANNOTATIONS
from creditline.policy.feel.nodes import Call, Literal, Name, Negated, Node, Path
from creditline.policy.section import FAR

Data = dict[str, Any]

_OURS = {
    (HitPolicy.UNIQUE, None): "UNIQUE",
    (HitPolicy.FIRST, None): "FIRST",
    (HitPolicy.COLLECT, Aggregation.MIN): "COLLECT MIN",
}
_NO_NAME = re.compile(r"[^a-z0-9]+")
_UNTOLD = "IMPORTED"


def read_tables(model: Model) -> dict[str, Data]:
    """Return every decision table of `model` as raw TOML by its id.

    Raises DmnOutside, with decision, rule and column, for what our tables do not have: other hit policies, results
    that are not constants, columns that compute something.
    """
    tables = (_table(one, one.logic, model) for one in model.decisions.values() if isinstance(one.logic, DecisionTable))
    return {table["id"]: table for table in tables}


def _table(decision: Decision, table: DecisionTable, model: Model) -> Data:
    place = f"decision '{decision.name}'"
    hit = _OURS.get((table.hit, table.aggregation))
    if hit is None:
        raise DmnOutside(place, f"our tables have no hit policy {table.hit}. Use {', '.join(_OURS.values())}.")
    rows = [_row(rule, number, table, place) for number, rule in enumerate(table.rules, start=1)]
    default = _default(table, place)
    return {
        "id": plain(decision.name),
        "title": {"en": table.own.get("title_en", decision.name), "zh": table.own.get("title_zh", decision.name)},
        "hit": "FIRST" if default and hit == "UNIQUE" else hit,
        "inputs": [_input(column, model, f"{place}, input '{column.label}'") for column in table.inputs],
        "outputs": [_output(output, number, table, place) for number, output in enumerate(table.outputs)],
        "rows": [*rows, *default],
        "reasons": _reasons(table, with_default=bool(default)),
    }


def plain(name: str) -> str:
    """Return a name as ours are: small letters, digits and underscores."""
    found = _NO_NAME.sub("_", name.lower()).strip("_")
    return found if found[:1].isalpha() else f"n_{found}"


def _input(column: InputClause, model: Model, place: str) -> Data:
    data = _source(column, model, place)
    default = data.get("fact") or data.get("table", ".").partition(".")[2] or "_to_".join(data.get("ratio", []))
    name = plain(column.label)
    return data if name == default else {"name": name, **data}


def _source(column: InputClause, model: Model, place: str) -> Data:
    own = column.own
    if "ratio" in own:
        return {"ratio": own["ratio"].split(), **{key: _typed(key, own[key]) for key in _RATIO if key in own}}
    if "table" in own or "fact" in own:
        return {key: own[key] for key in ("table", "fact") if key in own}
    match column.expression.node:
        case Name(name):
            return _named(name, None, model)
        case Path(Name(name), part):
            return _named(name, part, model)
        case _:
            raise DmnOutside(place, "our columns hold a fact. Make what it computes a fact, or a ratio of two.")


_RATIO = ("scale", "low", "high", "unit", "when_zero", "saturates")


def _typed(key: str, text: str) -> Any:  # noqa: ANN401 - whatever TOML holds
    if key == "saturates":
        return True
    return text if key == "unit" else int(text)


def _named(name: str, part: str | None, model: Model) -> Data:
    for decision in model.decisions.values():
        if decision.name == name and isinstance(decision.logic, DecisionTable):
            return {"table": f"{plain(name)}.{plain(part or decision.logic.outputs[0].name or 'result')}"}
    return {"fact": plain(name if part is None else f"{name} {part}")}


def _output(output: OutputClause, index: int, table: DecisionTable, place: str) -> Data:
    data: Data = {"name": plain(output.name or "result")}
    own = output.own
    kind = own.get("type") or {"number": "integer", "boolean": "boolean", "date": "date"}.get(output.type_ref or "")
    if kind == "integer":
        ends = {key: int(own[key]) for key in ("low", "high") if key in own and abs(int(own[key])) != FAR}
        return data | {"type": kind, "unit": own.get("unit", "one")} | ends
    if kind == "boolean":
        return data | {"type": kind}
    if kind == "date":
        return data | {"type": kind, **{key: own[key] for key in ("low", "high") if key in own}}
    listed = [] if output.values is None else [str(_constant(test, place)) for test in _plain_tests(output, place)]
    used = [str(_constant(rule.results[index].node, place)) for rule in table.rules]
    return data | {"type": "enumeration", "values": listed or list(dict.fromkeys(used))}


def _plain_tests(output: OutputClause, place: str) -> list[Node]:
    tests = [] if output.values is None else list(output.values.tests)
    nodes = [test for test in tests if isinstance(test, Literal)]
    if len(nodes) < len(tests):
        raise DmnOutside(f"{place}, output '{output.name or ''}'", "its values are no list of constants.")
    return list(nodes)


def _row(rule: Rule, number: int, table: DecisionTable, place: str) -> list[Any]:
    results = [
        _constant(result.node, f"{place}, rule {number}, column '{output.name or 'output'}'")
        for result, output in zip(rule.results, table.outputs, strict=True)
    ]
    code = _annotated(rule, table).get(ANNOTATIONS[0]) or _UNTOLD
    return [rule.label or f"r{number}", *(text or "-" for text in rule.texts[: len(table.inputs)]), *results, code]


def _default(table: DecisionTable, place: str) -> list[list[Any]]:
    """What DMN gives when no rule applies, as a last row that always does."""
    if not any(output.default for output in table.outputs):
        return []
    values = [_constant(output.default.node, place) if output.default else None for output in table.outputs]
    if None in values:
        raise DmnOutside(place, "some outputs have a default and some have none. Give each one.")
    return [["otherwise", *["-"] * len(table.inputs), *values, _UNTOLD]]


def _constant(node: Node, place: str) -> Any:  # noqa: ANN401 - whatever TOML holds
    match node:
        case Literal(Decimal() as value) if value == value.to_integral_value():
            return int(value)
        case Negated(Literal(Decimal() as value)) if value == value.to_integral_value():
            return -int(value)
        case Literal(bool() | str() as value):
            return value
        case Call("date", (Literal(str() as text),)):
            return text
        case _:
            raise DmnOutside(place, "our results are whole numbers, named values, dates, true or false.")


def _annotated(rule: Rule, table: DecisionTable) -> Mapping[str, str]:
    return dict(zip(table.annotations, rule.annotations, strict=False))


def _reasons(table: DecisionTable, *, with_default: bool) -> dict[str, dict[str, str]]:
    """The text of each reason, from the first rule that gives it."""
    reasons: dict[str, dict[str, str]] = {}
    for rule in table.rules:
        said = _annotated(rule, table)
        texts = {"en": said.get("en", rule.description), "zh": said.get("zh", "")}
        reasons.setdefault(said.get(ANNOTATIONS[0]) or _UNTOLD, texts)
    return reasons | ({_UNTOLD: {"en": "", "zh": ""}} if with_default and _UNTOLD not in reasons else {})
