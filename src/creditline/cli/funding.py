"""`creditline funding`: agreements read from files, statements written to them."""

from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from creditline.cli.console import MESSAGES, print_json
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.dates.clock import SystemClock
from creditline.funding.agreement import Agreement, read_agreement
from creditline.lines.commands import Stamp
from creditline.store.clock import read_clock
from creditline.store.database import Database
from creditline.usecases.share_funding import agree as record_agreement
from creditline.usecases.write_statement import Statement, write_statement

APP = App(name="funding", help="Agreements of several lenders, and their statements.")


@APP.command
def agree(file: Path, /, *, data: Data = None, json: Json = False) -> None:
    """Record an agreement from a TOML file. The same file again changes nothing."""
    text = file.read_text(encoding="utf-8")
    agreement = read_agreement(text)

    async def record(database: Database) -> Agreement:
        now = await read_clock(database) or SystemClock().now()
        digest = sha256(text.encode()).digest()
        key = f"agreement_{digest.hex()}"
        stamp = Stamp(key=key, fingerprint=digest, effective_at=now, booked_at=now, actor="file")
        await record_agreement(database, stamp, agreement)
        return agreement

    with database_url(data) as url:
        run_with_database(url, record)
    if json:
        print_json({"id": agreement.id, "shares": len(agreement.shares)})
    else:
        MESSAGES.print(f"[green]✓[/] {agreement.id} is recorded: {len(agreement.shares)} shares.")


@APP.command
def statement(
    participant: str,
    /,
    *,
    begins: Annotated[date, Parameter(name="--from", help="The first day.")],
    ends: Annotated[date, Parameter(name="--to", help="The day after the last one.")],
    out: Annotated[Path, Parameter(help="The file: .csv or .parquet.")],
    zone: Annotated[str, Parameter(help="The time zone of the two days.")] = "Asia/Shanghai",
    data: Data = None,
    json: Json = False,
) -> None:
    """Write what moved between a participant and its lines, in the order it was booked."""

    async def write(database: Database) -> Statement:
        return await write_statement(database, participant, begins=begins, ends=ends, zone=zone, path=out)

    with database_url(data) as url:
        written = run_with_database(url, write)
    if json:
        print_json(asdict(written))
    else:
        MESSAGES.print(f"[green]✓[/] {written.movements:,} movements of {participant} are in {out}.")
