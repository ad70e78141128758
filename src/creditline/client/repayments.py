"""Files of repayments: many lines at once, each row with a key of its own."""

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from creditline.client.connection import Connection, Request
from creditline.client.shapes import BulkOutcome, Repayment

_ROWS_A_REQUEST = 1_000


class Repayments:
    """Repayments of many lines."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(self, rows: Iterable[Repayment]) -> Iterator[BulkOutcome]:
        """Send rows and yield what became of each, in order; a thousand go in one request.

        Sending the same rows again is safe: each is carried out once, and answered as the first time.
        """
        waiting, sent = iter(rows), 0
        while part := list(islice(waiting, _ROWS_A_REQUEST)):
            content = b"".join(msgspec.json.encode(row) + b"\n" for row in part)
            answer = self._connection.send(
                Request("POST", "/repayments/bulk", {}, content, content_type="application/x-ndjson")
            )
            for line in answer.splitlines():
                outcome = msgspec.json.decode(line, type=BulkOutcome)
                yield msgspec.structs.replace(outcome, row=sent + outcome.row)
            sent += len(part)
