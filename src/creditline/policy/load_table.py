"""Reading one decision table: columns, the grid of rows, and the text of each reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from creditline.policy.cell import Cell, CellMeaningless, Span, read_cell
from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.fault import FaultKind, Faults, Wrong
from creditline.policy.feel.scanner import FeelMalformed, FeelUnsupported
from creditline.policy.section import FAR, MOST, Section, read_domain, read_value, read_wording
from creditline.policy.table import FactSource, Hit, Input, Output, OutputSource, RatioSource, Row, Source, Table
from creditline.policy.wording import Wording

_LONGEST_ID = 31


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a table may refer to: the policy's facts, and the tables that were read before it."""

    facts: Mapping[str, Domain]
    tables: Mapping[str, Table]


def needed_tables(data: Mapping[str, Any]) -> set[str]:
    """Return the ids of the tables whose outputs this raw table reads."""
    inputs = data.get("inputs", [])
    sources = [one.get("table", "") for one in inputs if isinstance(one, dict)]
    return {str(source).partition(".")[0] for source in sources if source}


def read_table(data: Mapping[str, Any], around: Surroundings, faults: Faults) -> Table | None:
    """Return the table that `data` (parsed TOML) holds; note what is wrong, and return None if it has no shape."""
    section = Section(data)
    before = len(faults.found)
    with faults.at():
        table = _read_frame(section, around, faults)
        section.done()
        rows = _read_rows(section.raw("rows", list), table, faults)
        if all(fault.kind is FaultKind.CELL_COVERS_ALL for fault in faults.found[before:]):
            return replace(table, rows=rows, outputs=_closed(table.outputs, rows))  # so that dead rows are found too
    return None


def _read_frame(section: Section, around: Surroundings, faults: Faults) -> Table:
    hit = section.text("hit")
    if hit not in set(Hit):
        mend = "Write UNIQUE, FIRST or COLLECT MIN."
        raise Wrong(FaultKind.TYPE_WRONG, f"There is no hit policy '{hit}'.", mend, column="hit")
    section.read.add("rows")
    table = Table(
        id=_sheet_name(section.identifier("id")),
        title=section.wording("title"),
        hit=Hit(hit),
        inputs=tuple(_read_input(Section(one, "inputs"), around) for one in section.raw("inputs", list)),
        outputs=tuple(_read_output(Section(one, "outputs")) for one in section.raw("outputs", list)),
        rows=(),
        reasons=_read_reasons(section.section("reasons"), faults),
    )
    _check_frame(table)
    return table


def _sheet_name(name: str) -> str:
    if len(name) > _LONGEST_ID or name == "reasons":
        mend = f"Use at most {_LONGEST_ID} letters, and not 'reasons': the id becomes the name of a sheet."
        raise Wrong(FaultKind.NAME_MALFORMED, f"'{name}' cannot be a table's id.", mend, column="id")
    return name


def _check_frame(table: Table) -> None:
    names = table.column_names
    if len(set(names)) < len(names):
        raise Wrong(FaultKind.NAME_TWICE, "Two columns have the same name.", "Give each its own.", column=names[-1])
    if not table.inputs or not table.outputs:
        raise Wrong(FaultKind.ROW_SHAPE, "The table has no inputs or no outputs.", "Declare at least one of each.")
    if table.hit is Hit.COLLECT_MIN and table.outputs[0].domain.kind is not Kind.INTEGER:
        mend = "Make the first output a number: its least value decides."
        raise Wrong(FaultKind.TYPE_WRONG, "COLLECT MIN needs numbers.", mend, column=table.outputs[0].name)


def _read_input(section: Section, around: Surroundings) -> Input:
    if section.has("ratio"):
        found = _read_ratio(section, around)
    elif section.has("table"):
        found = _read_chained(section, around)
    else:
        fact = section.text("fact")
        found = _named(section, fact, FactSource(fact), _fact(fact, around))
    section.done()
    return found


def _named(section: Section, default: str, source: Source, domain: Domain) -> Input:
    return Input(section.identifier("name") if section.has("name") else default, source, domain)


def _fact(name: str, around: Surroundings) -> Domain:
    if name not in around.facts:
        known = ", ".join(around.facts)
        raise Wrong(
            FaultKind.NAME_UNKNOWN, f"There is no fact '{name}'.", f"facts.toml declares: {known}.", column=name
        )
    return around.facts[name]


def _read_chained(section: Section, around: Surroundings) -> Input:
    table, _, output = section.text("table").partition(".")
    try:
        domain = around.tables[table].output(output).domain
    except KeyError as error:
        mend = 'Write table = "id.output" with a table that does not depend on this one.'
        raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no output '{table}.{output}'.", mend) from error
    return _named(section, output, OutputSource(table, output), domain)


def _read_ratio(section: Section, around: Surroundings) -> Input:
    sides = section.texts("ratio")
    if len(sides) != 2:  # noqa: PLR2004 - above and below the line
        raise Wrong(FaultKind.TYPE_WRONG, "A ratio has two facts.", 'Write ratio = ["above", "below"].', column="ratio")
    above, below = (_fact(side, around) for side in sides)
    _check_sides(sides, above, below)
    when_zero = section.whole("when_zero") if section.has("when_zero") else None
    if when_zero is None and below.low == 0:
        mend = f"Add when_zero: what counts when '{sides[1]}' is 0."
        raise Wrong(FaultKind.KEY_MISSING, "The ratio can have a zero below the line.", mend, column="when_zero")
    domain = Domain(
        kind=Kind.RATIO,
        low=2 * section.whole("low"),
        high=2 * section.whole("high"),
        unit=section.text("unit"),
        saturates=section.raw("saturates", bool) if section.has("saturates") else False,
    )
    source = RatioSource(sides[0], sides[1], section.whole("scale"), when_zero)
    _check_width(source, above, below, domain)
    return _named(section, f"{sides[0]}_to_{sides[1]}", source, domain)


def _check_width(source: RatioSource, above: Domain, below: Domain, domain: Domain) -> None:
    widest = max(abs(above.low), abs(above.high)) * source.scale, below.high * max(abs(domain.low), abs(domain.high))
    if max(widest) > MOST:
        mend = "Narrow the domains of the two facts."
        raise Wrong(FaultKind.TOO_WIDE, "The cross-multiplied ratio exceeds 64 bits.", mend, column="ratio")
    if source.scale < 1 or (source.when_zero is not None and not domain.low <= 2 * source.when_zero <= domain.high):
        mend = "scale is positive, and when_zero is from low to high."
        raise Wrong(FaultKind.TYPE_WRONG, "The ratio's scale or when_zero cannot be.", mend, column="ratio")


def _check_sides(names: Sequence[str], above: Domain, below: Domain) -> None:
    if above.kind is not Kind.INTEGER or below.kind is not Kind.INTEGER or below.low < 0:
        mend = "Both must be integers, the one below the line never negative."
        raise Wrong(FaultKind.TYPE_WRONG, f"{' ÷ '.join(names)} is no ratio.", mend, column="ratio")
    if above.unit != below.unit:
        mend = "Divide like by like."
        raise Wrong(FaultKind.UNIT_MISMATCH, f"{above.unit} ÷ {below.unit} is no ratio.", mend, column="ratio")


def _read_output(section: Section) -> Output:
    name = section.identifier("name")
    section.name = name
    if section.raw("type", str) == "integer" and not section.has("low") and not section.has("high"):
        domain = Domain(kind=Kind.INTEGER, low=-FAR, high=FAR, unit=section.text("unit"))
    else:
        domain = read_domain(section)
    section.done()
    return Output(name, domain, domain)


def _closed(outputs: tuple[Output, ...], rows: tuple[Row, ...]) -> tuple[Output, ...]:
    """Numbers are closed to those that the rows give, so that what builds on them is bounded."""
    return tuple(
        replace(output, domain=_range(output.domain, [row.values[index] for row in rows]))
        for index, output in enumerate(outputs)
    )


def _range(domain: Domain, values: Sequence[Value]) -> Domain:
    numbers = [value for value in values if isinstance(value, int)]
    if domain.kind is not Kind.INTEGER or not numbers:
        return domain
    return replace(domain, low=min(numbers), high=max(numbers))


def _read_reasons(section: Section, faults: Faults) -> dict[str, Wording]:
    reasons = {}
    for code in section.data:
        with faults.at(column=f"reasons.{code}"):
            reasons[code] = read_wording(section.raw(code, dict), f"reasons.{code}")
    return reasons


def _read_rows(grid: list[Any], table: Table, faults: Faults) -> tuple[Row, ...]:
    rows, ids = [], set[str]()
    for number, line in enumerate(grid, start=1):
        name = str(line[0]) if isinstance(line, list) and line else str(number)
        with faults.at(row=name):
            rows.append(_read_row(line, name, table, faults))
            if name in ids:
                raise Wrong(FaultKind.NAME_TWICE, "There is another row with this id.", "Give each row its own id.")
            ids.add(name)
    if not grid:
        faults.note(Wrong(FaultKind.GAP, "The table has no rows.", "Add one."))
    return tuple(rows)


def _read_row(line: Any, name: str, table: Table, faults: Faults) -> Row:  # noqa: ANN401 - what TOML holds
    width = len(table.inputs) + len(table.outputs) + 2
    if not isinstance(line, list) or len(line) != width:
        columns = ", ".join(["id", *table.column_names, "reason"])
        mend = f"Write [{columns}]."
        raise Wrong(FaultKind.ROW_SHAPE, f"The row does not have its {width} entries.", mend)
    middle = 1 + len(table.inputs)
    cells, values = list[Cell](), list[Value]()
    for column, text in zip(table.inputs, line[1:middle], strict=True):
        with faults.at(row=name, column=column.name):
            cells.append(checked_cell(text, column.domain))
            _check_narrows(cells[-1], column.domain)
    for output, value in zip(table.outputs, line[middle:-1], strict=True):
        with faults.at(row=name, column=output.name):
            values.append(read_value(value, output.domain, output.name))
    with faults.at(row=name, column="reason"):
        _check_reason(line[-1], table)
    return Row(name, tuple(cells), tuple(values), str(line[-1]))


def _check_reason(code: object, table: Table) -> None:
    if not isinstance(code, str) or code not in table.reasons:
        mend = f"Add [reasons.{code}] with en and zh."
        raise Wrong(FaultKind.TEXT_MISSING, f"The reason '{code}' has no text.", mend)


def checked_cell(text: object, domain: Domain) -> Cell:
    """Return the cell; raise Wrong for what is no S-FEEL, no constant of the column, or never true."""
    if not isinstance(text, str):
        mend = "Write S-FEEL in quotes, such as '< 800', '\"A\", \"B\"' or '-'."
        raise Wrong(FaultKind.CELL_MALFORMED, f"{text!r} is no text.", mend)
    try:
        cell = read_cell(text, domain)
    except FeelMalformed as error:
        mend = "Write a value, a comparison, an interval such as [1..5), a list, not(…) or -."
        raise Wrong(FaultKind.CELL_MALFORMED, str(error), mend) from error
    except FeelUnsupported as error:
        raise Wrong(FaultKind.CELL_OUTSIDE_LANGUAGE, str(error), "Cells hold tests of constants only.") from error
    except CellMeaningless as error:
        mend = f"The column holds {domain.describe()}."
        raise Wrong(FaultKind.CELL_MEANINGLESS, f"In '{text}', {error}.", mend) from error
    if not cell.spans:
        mend = "Widen the cell or delete the row."
        raise Wrong(FaultKind.CELL_NEVER_TRUE, f"'{cell.text}' is true for no value of the column.", mend)
    return cell


def _check_narrows(cell: Cell, domain: Domain) -> None:
    if cell.tests and cell.spans == (Span(domain.low, domain.high),) and domain.low < domain.high:
        why = " A comma means 'or'." if cell.tests > 1 else ""
        mend = "Write an interval such as [30..50) if both ends were meant together, or '-' if anything is."
        raise Wrong(FaultKind.CELL_COVERS_ALL, f"'{cell.text}' is true for every value of the column.{why}", mend)
