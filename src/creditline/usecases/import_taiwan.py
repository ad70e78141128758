"""Bringing the UCI credit-card clients in: real bills and repayments, then proof that the ledger has them."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic

from creditline.simulation.taiwan import MONTH_ENDS, Client, RowFault, TaiwanFile, commands_of
from creditline.store.database import Database
from creditline.store.imports import Balance, Comparison, compare_balances, count_keyed_events
from creditline.usecases.sequence import KeyReused, LineExists
from creditline.usecases.submit_lines import for_each, submit_in_order
from creditline.usecases.writer import Writer

GROUP_LIMIT = 1_000
"""How many commands a group of the writer should take at most: the import is after throughput, not latency."""

_CLIENTS_AT_ONCE = 250  # at most 13 commands each: well below the writer's queue_limit
_FAULT_COLUMNS = ("row", "client", "column", "value", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an import is: clients finished of those in the file, events booked in this run, and how fast."""

    clients_done: int
    clients: int
    events: int
    events_per_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What the database has after an import. All but the last three are counted there, from lines, events and entries.

    month_ends: balances the file states; month_ends_equal: those the entries add up to.
    errors: rows left out; they stand in the error file. events_per_s: of the events this run booked, over the time
    it took to book them. clients_before: clients that an earlier run had brought in whole.
    """

    clients: int
    events: int
    month_ends: int
    month_ends_equal: int
    events_per_s: int
    errors: int
    clients_before: int


async def import_taiwan(
    database: Database,
    writer: Writer,
    path: Path,
    *,
    now: datetime,
    errors_path: Path,
    first: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> ImportReport:
    """Import the file at `path`, or its `first` rows, and compare every month end; safe to repeat after a crash.

    `now` is when the events are booked; they count in 2005. Rows that cannot be used are written to `errors_path`
    and skipped whole. Raises TableMissing, TableKindUnknown, TableUnreadable, ColumnsMissing, StoreUnavailable.
    """
    clients, faults = _read(TaiwanFile(path, first=first))
    _write_faults(errors_path, faults)  # now, so that a path that cannot be written is found before the work
    pending = await _not_whole(database, clients)
    before = len(clients) - len(pending)
    run = _Run(writer=writer, now=now, clients=len(clients), before=before, progress=progress)
    await run.bring_in(pending)
    faults += run.faults
    _write_faults(errors_path, faults)
    comparison = await compare_balances(database, [claim for client in clients for claim in _claims(client)])
    return _report(comparison, run, errors=len(faults))


@dataclass(slots=True, kw_only=True)
class _Run:
    """One run of the import: what it has done so far."""

    writer: Writer
    now: datetime
    clients: int
    before: int
    progress: Callable[[Progress], None]
    done: int = 0
    events: int = 0
    faults: list[RowFault] = field(default_factory=list)
    started_s: float = field(default_factory=monotonic)
    ended_s: float | None = None

    async def bring_in(self, clients: Sequence[Client]) -> None:
        """Submit the commands of every client, many clients at once."""
        await for_each(clients, self._bring_in, at_once=_CLIENTS_AT_ONCE)
        self.ended_s = monotonic()

    async def _bring_in(self, client: Client) -> None:
        try:
            receipts = await submit_in_order(self.writer, commands_of(client, booked_at=self.now))
            self.events += sum(len(receipt.events) for receipt in receipts if not receipt.replayed)
        except (KeyReused, LineExists) as differs:
            self.faults.append(_fault(client, differs))
        self.done += 1
        self.progress(self._how_far())

    def _how_far(self) -> Progress:
        return Progress(
            clients_done=self.before + self.done,
            clients=self.clients,
            events=self.events,
            events_per_s=self.events_per_s,
        )

    @property
    def events_per_s(self) -> int:
        """Events booked per second of this run."""
        passed_s = (self.ended_s or monotonic()) - self.started_s
        return round(self.events / max(passed_s, 0.001))


def _read(file: TaiwanFile) -> tuple[list[Client], list[RowFault]]:
    rows = list(file)
    clients = [row for row in rows if isinstance(row, Client)]
    return clients, [row for row in rows if isinstance(row, RowFault)]


async def _not_whole(database: Database, clients: Sequence[Client]) -> list[Client]:
    """Return the clients of which the database does not have every event yet."""
    booked = await count_keyed_events(database, [client.line_id for client in clients])
    return [client for client in clients if booked.get(client.line_id, 0) < client.commands]


def _claims(client: Client) -> Iterator[Balance]:
    for month_end, bill in zip(MONTH_ENDS, client.bills_minor, strict=True):
        yield Balance(line_id=client.line_id, on=month_end, net_minor=bill)


def _fault(client: Client, differs: Exception) -> RowFault:
    """Say that a client was imported before from a row with other amounts."""
    number = str(client.number)
    why = f"was imported before with other amounts, which stay ({differs})"
    return RowFault(row=client.row, client=number, column="ID", value=number, why=why)


def _write_faults(path: Path, faults: Sequence[RowFault]) -> None:
    """Write one line per row left out; without any, no file is made."""
    if not faults:
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _FAULT_COLUMNS)
        writer.writeheader()
        writer.writerows(asdict(fault) for fault in faults)


def _report(comparison: Comparison, run: _Run, *, errors: int) -> ImportReport:
    return ImportReport(
        clients=comparison.lines,
        events=comparison.events,
        events_per_s=run.events_per_s,
        month_ends=comparison.balances,
        month_ends_equal=comparison.equal,
        errors=errors,
        clients_before=run.before,
    )
