"""`creditline policy`: check, test, compare and exchange policies; evaluate DMN."""

import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from creditline.cli.console import MESSAGES, OUTPUT, print_json
from creditline.cli.run import Json
from creditline.policy.cases import CaseOutcome, rows_used, run_cases
from creditline.policy.diff import diff as differences
from creditline.policy.fault import PolicyRefused
from creditline.policy.load import load_policy
from creditline.policy.policy import Policy
from creditline.policy.table import Table

APP = App(name="policy", help="Check, test, prove, exchange and evaluate policies.")
APP.command("creditline.cli.prove:prove", help="Prove a policy's promises, or print what breaks them.")
APP.command("creditline.cli.policy_lifecycle:add", help="Keep a policy and prove it.")
APP.command("creditline.cli.policy_lifecycle:versions", help="List the versions that are kept.")
APP.command(
    "creditline.cli.policy_lifecycle:propose_version", name="propose", help="Propose that a version shall decide."
)
APP.command("creditline.cli.policy_lifecycle:proposals", help="List proposals.")
APP.command(
    "creditline.cli.policy_lifecycle:release_proposal",
    name="release",
    help="Let a proposed policy decide, as a second person.",
)
APP.command("creditline.cli.policy_lifecycle:waive_promise", name="waive", help="Sign a waiver for a refuted promise.")
APP.command(
    "creditline.cli.policy_lifecycle:reject_proposal",
    name="reject",
    help="Say that a proposed policy shall not decide.",
)
APP.command("creditline.cli.policy_lifecycle:rollback", help="Let what decided before decide again.")
APP.command("creditline.cli.policy_lifecycle:shadow", help="Decide beside the champion, without effect.")
APP.command(
    "creditline.cli.policy_lifecycle:simulate_version", name="simulate", help="Say what a version would do to the book."
)

Excel = Annotated[Path | None, Parameter(help="A workbook (.xlsx).")]
Dmn = Annotated[Path | None, Parameter(help="A DMN model.")]


@APP.command
def check(folder: Path, /, *, json: Json = False) -> None:
    """Read a policy and prove its tables: no gap, no dead row, no overlap. Every fault has its place and its mend."""
    try:
        policy = load_policy(folder)
    except PolicyRefused as refused:
        _refuse(refused, json=json)
    if json:
        print_json({"ok": True, "faults": [], **_summary(policy)})
        return
    OUTPUT.print(
        f"[green]✓[/] {policy.title.en} {policy.version}: no gap, no dead row and no overlap in "
        f"{sum(len(table.rows) for table in policy.tables)} rows (tables: {len(policy.tables)}).",
        soft_wrap=True,
    )


@APP.command
def test(folder: Path, /, *, json: Json = False) -> None:  # noqa: PT028 - a command, not a test
    """Run a policy's own cases, and name the rows that no case reaches."""
    policy = load_policy(folder)
    outcomes, unreached = run_cases(policy), _unreached(policy)
    if json:
        cases = [outcome.as_dict() for outcome in outcomes]
        print_json({"ok": all(outcome.ok for outcome in outcomes), "cases": cases, "rows_without_a_case": unreached})
    else:
        _print_cases(outcomes, unreached)
    if not all(outcome.ok for outcome in outcomes):
        sys.exit(1)


@APP.command
def diff(old: Path, new: Path, /, *, json: Json = False) -> None:
    """Say what changed from one policy to another, cell by cell."""
    changes = differences(load_policy(old), load_policy(new))
    if json:
        print_json([{"place": one.place, "before": one.before, "after": one.after} for one in changes])
        return
    for change in changes:
        OUTPUT.print(str(change), markup=False, soft_wrap=True)
    MESSAGES.print(f"{len(changes)} changes.", style="dim")


@APP.command
def table(
    folder: Path,
    /,
    *,
    to_excel: Excel = None,
    from_excel: Excel = None,
    to_dmn: Dmn = None,
    from_dmn: Dmn = None,
) -> None:
    """Print a policy's tables, write them to Excel or DMN, or take changed ones back.

    What comes back is written only if the policy is then free of faults.
    """
    from creditline.exchange import excel  # noqa: PLC0415 - loads polars
    from creditline.exchange import folder as policy_folder  # noqa: PLC0415 - as above
    from creditline.exchange.dmn import read, tables, write  # noqa: PLC0415 - as above

    policy = load_policy(folder)
    if to_excel is not None:
        excel.write_workbook(policy, to_excel)
    if to_dmn is not None:
        write.write_model(policy, to_dmn)
    if from_excel is not None:
        _taken_back(policy_folder.replace_tables(folder, excel.read_workbook(policy, from_excel)))
    if from_dmn is not None:
        _taken_back(policy_folder.replace_tables(folder, tables.read_tables(read.read_model(from_dmn))))
    if to_excel is to_dmn is from_excel is from_dmn is None:
        for one in policy.tables:
            _print_table(one)


@APP.command
def dmn(
    file: Path,
    /,
    *,
    inputs: Annotated[str, Parameter(help="A JSON object, or a file that holds one.")] = "{}",
    decision: Annotated[str | None, Parameter(help="Only this decision; all, if it is not given.")] = None,
    json: Json = False,
) -> None:
    """Evaluate the decisions of a DMN model of compliance level 2."""
    from creditline.exchange.dmn import as_json, evaluate, read  # noqa: PLC0415 - loads the XML reader

    model = read.read_model(file)
    names = None if decision is None else [decision]
    found = evaluate.evaluate_decisions(model, as_json.read_inputs(inputs), names)
    if json:
        print(as_json.written({"decisions": found}), flush=True)
        return
    for name, value in found.items():
        OUTPUT.print(f"{name}: {as_json.written(value)}", markup=False, soft_wrap=True)


@APP.command
def tck(folder: Path, /, *, json: Json = False) -> None:
    """Run a folder of the DMN Technology Compatibility Kit."""
    from creditline.exchange.dmn.tck import run_folder  # noqa: PLC0415 - loads the XML reader

    report = run_folder(folder)
    if json:
        print_json(report.as_dict())
    else:
        for failure in report.failures:
            OUTPUT.print(f"✗ {failure.file}, case {failure.case}: {failure.why}", markup=False, soft_wrap=True)
        OUTPUT.print(f"{report.passed} of {report.total} cases passed.")
    if not report.ok:
        sys.exit(1)


def _refuse(refused: PolicyRefused, *, json: bool) -> None:
    if not json:
        raise refused
    print_json({"ok": False, "faults": [fault.as_dict() for fault in refused.faults]})
    sys.exit(1)


def _summary(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy.id,
        "version": policy.version,
        "sha256": policy.sha256,
        "tables": {one.id: len(one.rows) for one in policy.tables},
        "cases": len(policy.cases),
    }


def _unreached(policy: Policy) -> dict[str, list[str]]:
    used = rows_used(policy)
    left = {one.id: [row.id for row in one.rows if row.id not in used[one.id]] for one in policy.tables}
    return {name: rows for name, rows in left.items() if rows}


def _print_cases(outcomes: tuple[CaseOutcome, ...], unreached: dict[str, list[str]]) -> None:
    for outcome in outcomes:
        OUTPUT.print(f"{'✓' if outcome.ok else '✗'} {outcome.sentence}", markup=False, soft_wrap=True)
        for difference in outcome.differences:
            OUTPUT.print(f"    {difference}", markup=False, soft_wrap=True)
    for name, rows in unreached.items():
        OUTPUT.print(f"No case reaches {name}: {', '.join(rows)}", style="dim", markup=False, soft_wrap=True)


def _taken_back(changed: list[str]) -> None:
    said = ", ".join(changed) if changed else "nothing"
    MESSAGES.print(f"[green]✓[/] Changed: {said}.")


def _print_table(one: Table) -> None:
    from rich.table import Table as Grid  # noqa: PLC0415 - only where a table is printed

    grid = Grid(title=f"{one.title.en} ({one.id}, {one.hit})", title_justify="left")
    for name in ("id", *one.column_names, "reason"):
        grid.add_column(name)
    for row in one.rows:
        grid.add_row(row.id, *(cell.text for cell in row.cells), *(str(value) for value in row.values), row.reason)
    OUTPUT.print(grid)
