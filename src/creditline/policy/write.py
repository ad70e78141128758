"""A table as the TOML that it is read from: columns aligned, one row a line."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.section import FAR
from creditline.policy.table import FactSource, Input, Output, OutputSource, RatioSource, Table

Data = dict[str, Any]


def table_data(table: Table) -> Data:
    """Return a table as parsed TOML; reading it gives the table again."""
    return {
        "id": table.id,
        "title": {"en": table.title.en, "zh": table.title.zh},
        "hit": str(table.hit),
        "inputs": [_input_data(column) for column in table.inputs],
        "outputs": [_output_data(output) for output in table.outputs],
        "rows": [[row.id, *(cell.text for cell in row.cells), *row.values, row.reason] for row in table.rows],
        "reasons": {code: {"en": wording.en, "zh": wording.zh} for code, wording in table.reasons.items()},
    }


def table_text(data: Mapping[str, Any]) -> str:
    """Return parsed TOML of a table as a file."""
    lines = [f"{key} = {toml(data[key])}" for key in ("id", "title", "hit")]
    for key in ("inputs", "outputs"):
        lines += [f"{key} = [", *(f"  {toml(one)}," for one in data[key]), "]"]
    lines += ["rows = [", *_grid(data), "]"]
    for code, wording in data["reasons"].items():
        lines += ["", f"[reasons.{code}]", *(f"{language} = {toml(text)}" for language, text in wording.items())]
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:  # noqa: ANN401 - whatever TOML holds
    """Return a value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case date() | int():
            return str(value)
        case Mapping():
            return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + " }"
        case _:
            return "[" + ", ".join(map(toml, value)) + "]"


def _quoted(text: str) -> str:
    """Cells hold double quotes, and read better in single ones."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _grid(data: Mapping[str, Any]) -> list[str]:
    names = [*map(input_name, data["inputs"]), *(one["name"] for one in data["outputs"])]
    cells = [[f"{toml(entry)}," for entry in row[:-1]] + [toml(row[-1])] for row in data["rows"]]
    grid = [["# id", *names, "reason"], *([f"[{row[0]}", *row[1:]] for row in cells)]
    widths = [max(len(row[column]) for row in grid) for column in range(len(grid[0]))]
    padded = [" ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in grid]
    return [f"  {padded[0]}", *(f"  {line}]," for line in padded[1:])]


def input_name(data: Mapping[str, Any]) -> str:
    """Return the name of an input column as the reader gives it."""
    if "name" in data:
        return str(data["name"])
    if "ratio" in data:
        return "_to_".join(data["ratio"])
    return str(data.get("fact") or str(data["table"]).partition(".")[2])


def _input_data(column: Input) -> Data:
    match column.source:
        case FactSource(fact):
            data: Data = {"fact": fact}
        case OutputSource(table, output):
            data = {"table": f"{table}.{output}"}
        case RatioSource() as source:
            data = _ratio_data(source, column.domain)
    return data if input_name(data) == column.name else {"name": column.name, **data}


def _ratio_data(source: RatioSource, domain: Domain) -> Data:
    data: Data = {
        "ratio": [source.numerator, source.denominator],
        "scale": source.scale,
        "low": domain.low // 2,
        "high": domain.high // 2,
        "unit": domain.unit,
    }
    if source.when_zero is not None:
        data["when_zero"] = source.when_zero
    return data | ({"saturates": True} if domain.saturates else {})


def _output_data(output: Output) -> Data:
    domain = output.declared
    data: Data = {"name": output.name, "type": str(domain.kind)}
    match domain.kind:
        case Kind.INTEGER:
            ends = {} if domain.high == FAR == -domain.low else {"low": domain.low, "high": domain.high}
            return data | {"unit": domain.unit} | ends
        case Kind.ENUMERATION:
            return data | {"values": list(domain.values)}
        case Kind.DATE:
            ends_on: dict[str, Value] = {"low": domain.value(domain.low), "high": domain.value(domain.high)}
            return data | ends_on
        case _:
            return data
