"""What time it is for a command: the sandbox's, if the database is one."""

from datetime import datetime

from creditline.dates.clock import SystemClock
from creditline.store.clock import read_clock
from creditline.store.database import Database


async def now_of(database: Database) -> datetime:
    """Return the time of the sandbox, or of this machine where there is none."""
    return await read_clock(database) or SystemClock().now()
