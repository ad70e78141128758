"""`creditline policy prove`: does a policy keep its promises, in all states a line can be in."""

import sys
from datetime import date as calendar_date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from creditline.cli.console import MESSAGES, OUTPUT, print_json
from creditline.cli.run import Json
from creditline.verify.prove import TIMEOUT_S
from creditline.verify.prove import prove as prove_folder
from creditline.verify.verdict import Certificate, Finding, Verdict

_MARK = {Verdict.PROVEN: "[green]✓[/]", Verdict.REFUTED: "[red]✗[/]", Verdict.UNKNOWN: "[yellow]?[/]"}
_PROMISES = {
    "P1": "with a repayment the limit is never lower than without it",
    "P2": "a repayment never leaves the limit below what it was",
    "P3": "what is better never lowers the limit",
    "P4": "using a right changes nothing",
    "P5": "tables are complete, without overlap and dead rows",
    "P6": "the limit is never above a legal cap of its date",
    "P7": "no cliff without a named hard rule",
    "P8": "every decrease has a reason",
}


def prove(
    folder: Path,
    /,
    *,
    card: Annotated[
        Path | None, Parameter(help="The scorecard's folder, instead of the one events.toml names.")
    ] = None,
    since: Annotated[calendar_date | None, Parameter(help="The day from which the policy is to apply.")] = None,
    timeout: Annotated[int, Parameter(help="Seconds the solver may take for each question.")] = TIMEOUT_S,
    json: Json = False,
) -> None:
    """Prove or refute every promise of the policy in FOLDER; exit 1 unless all are proven."""
    certificate = prove_folder(folder, card=card, since=since, timeout_s=timeout, progress=_say)
    if json:
        print_json(certificate.as_dict())
    else:
        _print(certificate)
    if certificate.verdict is not Verdict.PROVEN:
        sys.exit(1)


def _print(certificate: Certificate) -> None:
    for promise, verdict in certificate.verdicts.items():
        found = [one for one in certificate.findings if one.promise == promise]
        took = sum(one.cpu_s for one in found)
        methods = ", ".join(dict.fromkeys(one.method.value for one in found))
        OUTPUT.print(f"{_MARK[verdict]} {promise} {_PROMISES[promise]}  [dim]{methods}, {took:.1f} s[/]")
        for one in found:
            _print_finding(one, verdict)
    OUTPUT.print(f"\nThe policy '{certificate.policy}' {certificate.version} is [bold]{certificate.verdict}[/].")
    OUTPUT.print(
        f"  policy  {certificate.sha256}\n  card    {certificate.card or 'none'}\n  solver  {certificate.solver}"
    )
    for said in certificate.assumptions:
        OUTPUT.print(f"  assumed: {said}", style="dim")


def _print_finding(finding: Finding, verdict: Verdict) -> None:
    if finding.counterexample:
        OUTPUT.print(f"    {finding.counterexample.story['en']}")
        if len(finding.pairs) > 1:
            OUTPUT.print(f"    {len(finding.pairs)} pairs of rows break it this way.", style="dim")
    elif finding.note and verdict is not Verdict.PROVEN:
        OUTPUT.print(f"    {finding.about}: {finding.note}", style="dim")


def _say(words: str) -> None:
    MESSAGES.print(f"asking {words}", style="dim")
