"""Repayments of late, as the rules on anomalies count them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from creditline.store.queries import query
from creditline.store.wire import Wire

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class Paid:
    """Repayments of late: when they came in, by line; for which lines and when, by the account they came from."""

    by_line: dict[str, list[datetime]] = field(default_factory=dict)
    by_account: dict[str, list[tuple[str, datetime]]] = field(default_factory=dict)

    def add(self, line_id: str, account: str | None, at: datetime) -> None:
        """Take in one more repayment."""
        self.by_line.setdefault(line_id, []).append(at)
        if account is not None:
            self.by_account.setdefault(account, []).append((line_id, at))

    def in_hour(self, line_id: str, at: datetime) -> int:
        """Return how many repayments a line had within the hour up to `at`."""
        return sum(paid_at > at - _HOUR for paid_at in self.by_line.get(line_id, ()))

    def others_in_day(self, line_id: str, account: str | None, at: datetime) -> int:
        """Return for how many other lines an account paid within the day up to `at`."""
        paid = self.by_account.get(account or "", ())
        return len({other for other, paid_at in paid if other != line_id and paid_at > at - _DAY})


async def read_paid(wire: Wire, line_ids: Sequence[str], accounts: Sequence[str], at: datetime) -> Paid:
    """Return the repayments of lines within the hour before `at`, and of accounts within the day before it."""
    paid = Paid()
    for row in await wire.fetch(query("decisions/recent_repayments"), list(line_ids), at - _HOUR):
        paid.by_line.setdefault(row["line_id"], []).append(row["booked_at"])
    for row in await wire.fetch(query("decisions/others_paid"), list(accounts), at - _DAY):
        paid.by_account.setdefault(row["account"], []).append((row["line_id"], row["booked_at"]))
    return paid
