"""An API key for the callers of a benchmark: the server that they load admits nobody without one."""

import asyncio
from datetime import timedelta

from creditline.access.rights import Scope
from creditline.dates.clock import SystemClock
from creditline.store.database import Database
from creditline.usecases.api_keys import issue_key


def caller_key(url: str) -> str:
    """Make a key for the database at `url` that may move money for a day, and return its secret."""

    async def issue() -> str:
        async with Database(url) as database:
            _, secret = await issue_key(
                database,
                name="bench",
                scopes=frozenset({Scope.MOVE_MONEY}),
                lasts=timedelta(days=1),
                per_minute=None,
                by="bench",
                now=SystemClock().now(),
            )
        return secret

    return asyncio.run(issue())
