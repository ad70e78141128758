"""A sandbox's clock: it stands still until it is moved."""

from uuid import uuid4

from creditline.client.connection import Connection
from creditline.client.shapes import Advanced, Clock


class Sandbox:
    """The time of a sandbox. On any other server every call raises NotFound."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def clock(self) -> Clock:
        """Read the sandbox's time."""
        return self._connection.get("/sandbox/clock", Clock)

    def advance(self, by: str) -> Advanced:
        """Move time forward by a duration such as 12h, 30d or 2w: interest accrues, holds expire."""
        return self._connection.post("/sandbox/clock/advance", Advanced, {"by": by}, key=f"sdk-{uuid4().hex}")
