"""The worker that closes days while the server runs."""

import asyncio
import logging

from creditline.dates.clock import Clock
from creditline.store.database import Database, GroupRejected, StoreUnavailable
from creditline.usecases.end_of_day import close_days

_LOG = logging.getLogger(__name__)
_PAUSE_S = 60.0
_PAGE = 200  # a page's locks are held for some tens of milliseconds: nobody who repays notices


async def close_days_for_ever(database: Database, clock: Clock) -> None:
    """Close the days that have ended, every minute, until cancelled. What goes wrong is logged and tried again."""
    while True:
        await asyncio.sleep(_PAUSE_S)
        try:
            closed = await close_days(database, now=clock.now(), page=_PAGE)
        except (StoreUnavailable, GroupRejected) as failure:
            _LOG.warning("The end of day stopped and is tried again: %s", failure)
        else:
            if closed.days:
                _LOG.info("Closed %d days of %d lines.", closed.days, closed.lines)
