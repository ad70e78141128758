"""`creditline doctor`: what this machine has, what it lacks, and the command that mends it."""

import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

from creditline.cli.console import OUTPUT, SENTENCE_ERRORS, print_json
from creditline.cli.run import Data, Json, run_with_database, server_url
from creditline.store.clock import read_clock
from creditline.store.embedded_host import default_data_dir
from creditline.store.migrate import SchemaOutdated, check_schema

_GIB = 1 << 30
_NEEDED_GIB = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is as it should be, what was seen, and what mends it."""

    name: str
    ok: bool
    seen: str
    mend: str = ""


def doctor(*, data: Data = None, json: Json = False) -> None:
    """Look at this machine and say what is missing."""
    findings = [_python(), _disk(data or default_data_dir()), _assets(), *_database(data), _chromium()]
    if json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            _print(finding)
    if not all(finding.ok for finding in findings):
        sys.exit(1)


def _print(finding: Finding) -> None:
    mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
    OUTPUT.print(f"{mark} {finding.name:<12} {finding.seen}", soft_wrap=True)
    if finding.mend:
        OUTPUT.print(f"  {'':<12} → {finding.mend}", style="dim")


def _python() -> Finding:
    return Finding("Python", sys.version_info >= (3, 11), platform.python_version())


def _disk(folder: Path) -> Finding:
    existing = next(path for path in [folder, *folder.parents] if path.exists())
    free = shutil.disk_usage(existing).free
    enough = free > _NEEDED_GIB * _GIB
    mend = "" if enough else f"Free some space, or set CREDITLINE_DATA to a folder with {_NEEDED_GIB} GiB."
    return Finding("Disk", enough, f"{free // _GIB} GiB free for {folder}", mend)


def _assets() -> Finding:
    built = files("creditline.web").joinpath("static", "app.js").is_file()
    return Finding("Assets", built, "built" if built else "not built", "" if built else "make assets")


def _database(data: Path | None) -> list[Finding]:
    try:
        with server_url(data) as url:
            return [Finding("PostgreSQL", ok=True, seen=_shown(url)), _schema(url)]
    except SENTENCE_ERRORS as error:
        return [Finding("PostgreSQL", ok=False, seen=str(error), mend="Check DATABASE_URL, or unset it.")]


def _schema(url: str) -> Finding:
    try:
        check_schema(url)
    except SchemaOutdated as outdated:
        return Finding("Schema", ok=False, seen=str(outdated), mend="creditline migrate")
    except SENTENCE_ERRORS as error:
        return Finding("Schema", ok=False, seen=str(error), mend="creditline migrate")
    now = run_with_database(url, read_clock)
    return Finding("Schema", ok=True, seen=f"up to date; sandbox clock {now:%Y-%m-%d}" if now else "up to date")


def _chromium() -> Finding:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return Finding("Chromium", ok=True, seen=found or "not found (only browser tests need it)")


def _shown(url: str) -> str:
    """Return the URL without its password."""
    before, at, after = url.rpartition("@")
    return f"{before.split('://')[0]}://…@{after}" if at and ":" in before.partition("://")[2] else url
