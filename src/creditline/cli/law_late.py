"""`creditline law late`: decisions that were right as the law was known then, and are otherwise as it is valid."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Annotated

from cyclopts import Parameter

from creditline.cli.console import MESSAGES, OUTPUT, print_json, progress_bar
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.cli.time import now_of
from creditline.decisions.late import Judgement, Late
from creditline.money.amount import format_minor
from creditline.store.database import Database
from creditline.usecases.find_late import LateFound, find_late

_BEGINNING = date(1970, 1, 2)


def late(
    *,
    since: Annotated[date, Parameter(help="Only what was decided on or after this day.")] = _BEGINNING,
    data: Data = None,
    json: Json = False,
) -> None:
    """List decisions that were right as known then, and are otherwise under the law as valid now."""
    with database_url(data) as url:
        found = run_with_database(url, lambda database: _find(database, since))
    if json:
        print_json(asdict(found))
        return
    for each in found.late:
        for line in _lines(each):
            OUTPUT.print(line, soft_wrap=True, markup=False)
    MESSAGES.print(
        f"{found.decisions:,} decisions and {found.confirmations:,} confirmations judged by the law as valid: "
        f"{len(found.late):,} would be otherwise.",
        soft_wrap=True,
    )


async def _find(database: Database, since: date) -> LateFound:
    now, begin = await now_of(database), datetime.combine(since, time(), UTC)
    with progress_bar() as bar:
        task = bar.add_task("Judging decisions", total=None)
        return await find_late(database, begin, now, progress=lambda done: bar.update(task, completed=done))


def _lines(each: Late) -> Iterator[str]:
    confirmed = ", confirmed" if each.confirms else ""
    yield f"{each.decision_id}  {each.line_id} {each.version}  {each.on}{confirmed}  {', '.join(each.rule_ids)}"
    yield f"  as known  {_judgement(each.as_known, each.currency)}"
    if each.as_valid is None:
        yield f"  as valid  cannot be told: nobody had asked for the fact '{each.missing}'"
    else:
        yield f"  as valid  {_judgement(each.as_valid, each.currency)}"


def _judgement(made: Judgement, currency: str) -> str:
    cap, limit = (_money(amount, currency) for amount in (made.cap_minor, made.limit_minor))
    change = f" {_money(made.to_minor, currency)}" if made.to_minor is not None else ""
    return f"cap {cap}  limit {limit}, {made.effect.value}{change}  bound by {', '.join(made.binding) or 'nothing'}"


def _money(minor: int | None, currency: str) -> str:
    return "none" if minor is None else f"{currency} {format_minor(minor, currency)}"
