"""Lines: open them, draw, repay, read them, list what happened, follow what happens."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import httpx2
import msgspec

from creditline.client.connection import Connection
from creditline.client.shapes import AttestedFact, Entry, Event, Line, Page

Item = TypeVar("Item")
Money = Decimal | str

_PAGE = 200


class Lines:
    """Credit lines. Every write returns the event after it was committed, with the line as it stands after it.

    idempotency_key: left out, a new one is made for each call; give your own where a call may be made again after
    your program was restarted. effective_at: when it counts; left out, now.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(
        self,
        *,
        name: str,
        currency: str,
        limit: Money | None,
        rate_bps: int = 0,
        id: str | None = None,  # noqa: A002 - the API's name for it
        idempotency_key: str | None = None,
        **terms: object,
    ) -> Event:
        """Open a line. limit None: a line whose limit is still to be decided. `terms`: any other field of the API."""
        body = {"name": name, "currency": currency, "limit": _text(limit), "rate_bps": rate_bps, **terms}
        body |= {"id": id} if id else {}
        return self._connection.post("/lines", Event, body, key=idempotency_key)

    def get(self, line_id: str, *, as_of: datetime | None = None, known_at: datetime | None = None) -> Line:
        """Read a line: as it stands, as it stood (`as_of`), and as far as was known at an instant (`known_at`)."""
        return self._connection.get(f"/lines/{line_id}", Line, as_of=_instant(as_of), known_at=_instant(known_at))

    def list(self) -> Iterator[Line]:
        """Yield every line, in the order of their ids; pages are fetched as they are needed."""
        return self._all("/lines", Line)

    def draw(self, line_id: str, amount: Money, currency: str, **more: Any) -> Event:  # noqa: ANN401 - as _amount
        """Draw. Look at `declined`: a line that cannot give it answers so, and that is no error."""
        return self._amount(line_id, "draws", amount, currency, **more)

    def repay(self, line_id: str, amount: Money, currency: str, **more: Any) -> Event:  # noqa: ANN401 - as _amount
        """Repay; never refused, whatever state the line is in."""
        return self._amount(line_id, "repayments", amount, currency, **more)

    def hold(self, line_id: str, amount: Money, currency: str, **more: Any) -> Event:  # noqa: ANN401 - as _amount
        """Set credit aside for a draw to come."""
        return self._amount(line_id, "holds", amount, currency, **more)

    def capture(self, line_id: str, hold_id: str, amount: Money, currency: str, **more: Any) -> Event:  # noqa: ANN401
        """Draw a hold, or part of it."""
        return self._amount(line_id, f"holds/{hold_id}/capture", amount, currency, **more)

    def void(self, line_id: str, hold_id: str, *, idempotency_key: str | None = None) -> Event:
        """Release a hold."""
        return self._post(line_id, f"holds/{hold_id}/void", {}, idempotency_key)

    def reverse(self, line_id: str, event_id: str, *, reason: str, idempotency_key: str | None = None) -> Event:
        """Undo an event."""
        return self._post(line_id, "reversals", {"event_id": event_id, "reason": reason}, idempotency_key)

    def change_limit(
        self, line_id: str, limit: Money | None, currency: str, *, reason: str, idempotency_key: str | None = None
    ) -> Event:
        """Set the limit by hand, with a reason."""
        body = {"limit": _text(limit), "currency": currency, "reason": reason}
        return self._post(line_id, "limit_changes", body, idempotency_key)

    def attest(
        self, line_id: str, facts: Iterable[AttestedFact], currency: str, *, idempotency_key: str | None = None
    ) -> Event:
        """Record what is vouched for about the borrower; a line with a policy is decided anew in the same commit."""
        body = {"currency": currency, "facts": list(facts)}
        return self._post(line_id, "attested-facts", body, idempotency_key)

    def transition(self, line_id: str, to: str, *, reason: str, idempotency_key: str | None = None) -> Event:
        """Make the line `open`, `frozen` or `closed`."""
        return self._post(line_id, "transitions", {"to": to, "reason": reason}, idempotency_key)

    def events(self, line_id: str) -> Iterator[Event]:
        """Yield what happened, newest first."""
        return self._all(f"/lines/{line_id}/events", Event)

    def entries(self, line_id: str) -> Iterator[Entry]:
        """Yield the line's entries in the book, oldest first."""
        return self._all(f"/lines/{line_id}/entries", Entry)

    def follow(self, line_id: str, *, after: int | None = None) -> Iterator[Event]:
        """Yield events as they are committed, for ever; `after`: everything above that version first.

        A connection that breaks is taken up again behind the last event that was yielded.
        """
        seen = self.get(line_id).version if after is None else after
        while True:
            try:
                with self._connection.stream(f"/lines/{line_id}/stream", {"Last-Event-ID": str(seen)}) as sent:
                    for event in _events(sent):
                        seen = event.version
                        yield event
            except httpx2.TransportError:
                self.get(line_id)  # raises ConnectionLost when the server stays away

    def _amount(
        self,
        line_id: str,
        what: str,
        amount: Money,
        currency: str,
        *,
        idempotency_key: str | None = None,
        **more: object,
    ) -> Event:
        body = {"amount": _text(amount), "currency": currency, **more}
        return self._post(line_id, what, body, idempotency_key)

    def _post(self, line_id: str, what: str, body: Mapping[str, object], key: str | None) -> Event:
        return self._connection.post(f"/lines/{line_id}/{what}", Event, body, key=key)

    def _all(self, path: str, kind: type[Item]) -> Iterator[Item]:
        cursor = None
        while True:
            page: Page[Item] = self._connection.get(path, Page[kind], limit=_PAGE, cursor=cursor)  # type: ignore[valid-type]
            yield from page.data
            if page.next_cursor is None:
                return
            cursor = page.next_cursor


def _events(sent: Iterator[str]) -> Iterator[Event]:
    for line in sent:
        if line.startswith("data:"):
            yield msgspec.json.decode(line.removeprefix("data:"), type=Event)


def _text(amount: Money | None) -> str | None:
    return None if amount is None else f"{amount:f}" if isinstance(amount, Decimal) else amount


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
