"""Reading formula.toml: steps, constraints, and the clause that holds a limit."""

from creditline.policy.fault import FaultKind, Faults, Wrong
from creditline.policy.formula import Constraint, Expression, Formula, Step
from creditline.policy.lower import Scope, Typed, lower, show_units
from creditline.policy.section import Section
from creditline.policy.wording import Wording

HELD = "not_below"
"""The id under which the hold-harmless clause appears among what bound a limit."""


def read_formula(section: Section, scope: Scope, faults: Faults) -> Formula | None:
    """Return the formula; note what is wrong and return None if it cannot be used."""
    before = len(faults.found)
    steps, constraints = list[Step](), list[Constraint]()
    with faults.at():
        for entry in section.raw("steps", list) if section.has("steps") else []:
            with faults.at(row=str(entry.get("name", ""))):
                steps.append(_read_step(Section(entry, "steps"), scope))
        for entry in section.raw("constraints", list):
            with faults.at(row=str(entry.get("id", ""))):
                constraints.append(_read_constraint(Section(entry, "constraints"), scope))
        held = _read_held(section, scope)
        multiple = section.whole("multiple_minor") if section.has("multiple_minor") else 1
        section.done()
        _check_whole(constraints, multiple)
        return Formula(tuple(steps), tuple(constraints), multiple, *held) if len(faults.found) == before else None
    return None


def _read_step(section: Section, scope: Scope) -> Step:
    name, text = section.identifier("name"), section.text("is")
    section.done()
    if name in scope.steps or name in scope.facts:
        raise Wrong(FaultKind.NAME_TWICE, f"There is a fact or step '{name}' already.", "Choose another name.")
    typed = _lowered(text, scope, "is")
    scope.steps[name] = typed
    unit = None if typed.units is None else show_units(typed.units)
    return Step(name, text, typed.node, unit)


def _read_constraint(section: Section, scope: Scope) -> Constraint:
    text = section.text("is")
    typed = _money(_lowered(text, scope, "is"))
    tables = section.texts("tables") if section.has("tables") else ()
    for table in tables:
        if table not in scope.tables:
            mend = f"Tables are: {', '.join(scope.tables)}."
            raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no table '{table}'.", mend, column="tables")
    constraint = Constraint(
        id=section.identifier("id"),
        text=text,
        expression=typed.node,
        hard=section.raw("hard", bool) if section.has("hard") else False,
        reason=section.text("reason"),
        wording=Wording(*_texts(section)),
        tables=tables,
    )
    section.done()
    return constraint


def _texts(section: Section) -> tuple[str, str]:
    wording = section.wording("text")
    return wording.en, wording.zh


def _read_held(section: Section, scope: Scope) -> tuple[Expression | None, str | None, str | None, Wording | None]:
    if not section.has(HELD):
        return None, None, None, None
    clause = section.section(HELD)
    text = clause.text("is")
    found = (_money(_lowered(text, scope, HELD)).node, text, clause.text("reason"), clause.wording("text"))
    clause.done()
    return found


def _lowered(text: str, scope: Scope, column: str) -> Typed:
    try:
        return lower(text, scope)
    except Wrong as wrong:
        wrong.column = wrong.column or column
        raise


def _money(typed: Typed) -> Typed:
    if typed.units not in {None, ("minor",)}:
        mend = "A limit is in minor units: bring the expression to 'minor'."
        raise Wrong(FaultKind.UNIT_MISMATCH, f"This is in {show_units(typed.units)}.", mend, column="is")
    return typed


def _check_whole(constraints: list[Constraint], multiple: int) -> None:
    if multiple < 1:
        mend = "Write 1 to round to whole minor units."
        raise Wrong(FaultKind.TYPE_WRONG, f"The multiple is {multiple}.", mend, column="multiple_minor")
    if all(constraint.hard for constraint in constraints):
        mend = "Add a constraint that is not hard."
        raise Wrong(FaultKind.KEY_MISSING, "No constraint makes the limit.", mend, column="constraints")
    ids = [constraint.id for constraint in constraints]
    if len(set(ids)) < len(ids) or HELD in ids:
        mend = f"Give each its own, other than {HELD}."
        raise Wrong(FaultKind.NAME_TWICE, "Two constraints have the same id.", mend, column="constraints")
