"""A policy's tables as a DMN 1.5 model: one decision each, that any DMN engine decides as we do.

What DMN has no word for (units, scales, whether a column saturates) stands in attributes of our own namespace, so that
the tables read back equal.
"""

from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, register_namespace

from creditline.exchange.dmn.model import OWN, Aggregation, HitPolicy
from creditline.policy.cell import write_constant
from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.policy import Policy
from creditline.policy.slow import needed_facts
from creditline.policy.table import FactSource, Hit, Input, Output, OutputSource, RatioSource, Table

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
ANNOTATIONS = ("reason", "en", "zh")
_TYPES = {Kind.INTEGER: "number", Kind.RATIO: "number", Kind.BOOLEAN: "boolean", Kind.DATE: "date"}


class DmnCannotSay(ValueError):
    """DMN aggregates one output only."""

    code = "dmn-cannot-say"

    def __init__(self, table: str) -> None:
        super().__init__(
            f"The table '{table}' is COLLECT MIN with several outputs, which DMN cannot say. Make one table for each."
        )


def write_model(policy: Policy, path: Path) -> None:
    """Write all tables of `policy` as a DMN model to `path`. Raises DmnCannotSay."""
    register_namespace("", DMN)
    register_namespace("creditline", OWN)
    root = _element("definitions", {"name": policy.id, "id": f"_{policy.id}", "namespace": f"{OWN}/{policy.id}"})
    for name in dict.fromkeys(fact for table in policy.tables for fact in needed_facts(table)):
        _input_data(root, name, policy.facts[name])
    for table in policy.tables:
        _decision(root, table, policy)
    indent(root)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _element(name: str, attributes: dict[str, str], parent: Element | None = None, text: str | None = None) -> Element:
    tag = f"{{{DMN}}}{name}"
    made = Element(tag, attributes) if parent is None else SubElement(parent, tag, attributes)
    if text is not None:
        _element("text", {}, made).text = text
    return made


def _own(**attributes: object) -> dict[str, str]:
    return {f"{{{OWN}}}{name}": str(value) for name, value in attributes.items() if value not in {None, ""}}


def _input_data(root: Element, name: str, domain: Domain) -> None:
    data = _element("inputData", {"name": name, "id": f"fact_{name}"}, root)
    _element("variable", {"name": name, "typeRef": _type(domain)}, data)


def _type(domain: Domain) -> str:
    return _TYPES.get(domain.kind, "string")


def _decision(root: Element, table: Table, policy: Policy) -> None:
    decision = _element("decision", {"name": table.id, "id": f"table_{table.id}", "label": table.title.en}, root)
    kind = _type(table.outputs[0].domain) if len(table.outputs) == 1 else "Any"
    _element("variable", {"name": table.id, "typeRef": kind}, decision)
    for number, href in enumerate(_requirements(table)):
        need = _element("informationRequirement", {"id": f"need_{table.id}_{number}"}, decision)
        _element("requiredDecision" if href.startswith("table_") else "requiredInput", {"href": f"#{href}"}, need)
    titles = _own(title_en=table.title.en, title_zh=table.title.zh)
    body = _element("decisionTable", {**_hit(table), "outputLabel": table.id, **titles}, decision)
    for column in table.inputs:
        _input(body, column, policy)
    for output in table.outputs:
        _output(body, output)
    for name in ANNOTATIONS:
        _element("annotation", {"name": name}, body)
    for index in range(len(table.rows)):
        _rule(body, table, index)


def _requirements(table: Table) -> list[str]:
    tables = [column.source.table for column in table.inputs if isinstance(column.source, OutputSource)]
    return [*(f"table_{name}" for name in dict.fromkeys(tables)), *(f"fact_{fact}" for fact in needed_facts(table))]


def _hit(table: Table) -> dict[str, str]:
    if table.hit is not Hit.COLLECT_MIN:
        return {"hitPolicy": str(HitPolicy(table.hit))}
    if len(table.outputs) > 1:
        raise DmnCannotSay(table.id)
    return {"hitPolicy": str(HitPolicy.COLLECT), "aggregation": str(Aggregation.MIN)}


def _input(body: Element, column: Input, policy: Policy) -> None:
    domain = column.domain
    clause = _element("input", {"label": column.name, **_source(column)}, body)
    _element("inputExpression", {"typeRef": _type(domain)}, clause, _expression(column, policy))
    if domain.kind is not Kind.BOOLEAN:
        _element("inputValues", {}, clause, _allowed(domain))


def _source(column: Input) -> dict[str, str]:
    domain = column.domain
    match column.source:
        case FactSource(fact):
            return _own(fact=fact)
        case OutputSource(table, output):
            return _own(table=f"{table}.{output}")
        case RatioSource(above, below, scale, when_zero):
            ends = _own(low=domain.low // 2, high=domain.high // 2, unit=domain.unit, when_zero=when_zero)
            return _own(ratio=f"{above} {below}", scale=scale, saturates=domain.saturates or None) | ends


def _expression(column: Input, policy: Policy) -> str:
    """What the column holds, in FEEL."""
    match column.source:
        case OutputSource(table, output):
            return table if len(policy.table(table).outputs) == 1 else f"{table}.{output}"
        case FactSource(fact):
            written = fact
        case RatioSource(above, below, scale, when_zero):
            written = f"{above} * {scale} / {below}"
            if when_zero is not None:
                written = f"if {below} = 0 then {when_zero} else {written}"
    return _saturated(written, column.domain) if column.domain.saturates else written


def _saturated(written: str, domain: Domain) -> str:
    low, high = domain.show(domain.low), domain.show(domain.high)
    inner = f"({written})"
    return f"if {inner} < {low} then {low} else if {inner} > {high} then {high} else {inner}"


def _allowed(domain: Domain) -> str:
    if domain.kind is Kind.ENUMERATION:
        return ", ".join(write_constant(ordinal, domain) for ordinal in range(domain.low, domain.high + 1))
    return f"[{write_constant(domain.low, domain)}..{write_constant(domain.high, domain)}]"


def _output(body: Element, output: Output) -> None:
    domain = output.declared
    ends = _own(low=domain.show(domain.low), high=domain.show(domain.high))
    own = _own(unit=domain.unit, type=domain.kind) | (ends if domain.kind in {Kind.INTEGER, Kind.DATE} else {})
    clause = _element("output", {"name": output.name, "typeRef": _type(domain), **own}, body)
    if domain.kind is Kind.ENUMERATION:
        _element("outputValues", {}, clause, _allowed(domain))


def _rule(body: Element, table: Table, index: int) -> None:
    row = table.rows[index]
    rule = _element("rule", {"id": f"row_{table.id}_{index}", "label": row.id}, body)
    for cell in row.cells:
        _element("inputEntry", {}, rule, cell.text)
    for output, value in zip(table.outputs, row.values, strict=True):
        _element("outputEntry", {}, rule, _written(value, output.declared))
    wording = table.reasons[row.reason]
    for text in (row.reason, wording.en, wording.zh):
        _element("annotationEntry", {}, rule, text)


def _written(value: Value, domain: Domain) -> str:
    ordinal = domain.place(value)
    return write_constant(domain.low if ordinal is None else ordinal, domain)
