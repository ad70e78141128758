"""GoRules' zen-engine with one of our tables, by its fastest path: `evaluate` by key with a static loader."""

from collections.abc import Callable
from typing import Any

from creditline.policy.domain import Value, show
from creditline.policy.table import Table

_KEY = "table"


class ZenMissing(RuntimeError):
    """Comparing with zen-engine needs zen-engine."""

    code = "zen-missing"

    def __init__(self) -> None:
        super().__init__("zen-engine is not installed. Install creditline with the extra 'compare'.")


def zen_decider(table: Table) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return a function from facts to the outputs that zen-engine gives. Raises ZenMissing."""
    try:
        import zen  # noqa: PLC0415 - of the extra 'compare'
    except ImportError as error:
        raise ZenMissing from error
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {_KEY: as_graph(table)}}})
    evaluate = engine.evaluate
    return lambda facts: evaluate(_KEY, facts)["result"]


def as_graph(table: Table) -> dict[str, Any]:
    """Return a FIRST table of facts as a graph of zen's: input, table, output."""
    content = {
        "hitPolicy": "first",
        "inputs": [_column(column.name, "i") for column in table.inputs],
        "outputs": [_column(output.name, "o") for output in table.outputs],
        "rules": [_rule(table, row) for row in range(len(table.rows))],
    }
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
        ],
    }


def _column(name: str, side: str) -> dict[str, str]:
    return {"id": f"{side}_{name}", "name": name, "field": name}


def _rule(table: Table, index: int) -> dict[str, str]:
    row = table.rows[index]
    rule = {"_id": row.id}
    for column, cell in zip(table.inputs, row.cells, strict=True):
        rule[f"i_{column.name}"] = "" if cell.text == "-" else cell.text
    for output, value in zip(table.outputs, row.values, strict=True):
        rule[f"o_{output.name}"] = _written(value)
    return rule


def _written(value: Value) -> str:
    return f'"{value}"' if isinstance(value, str) else show(value)
