"""Starting the workers with the server, and stopping them before it closes."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager

from creditline.web.deliveries.mail_worker import mail_for_ever
from creditline.web.deliveries.webhook_worker import Sender, send_for_ever
from creditline.web.desk import Desk


@asynccontextmanager
async def delivering(desk: Desk) -> AsyncIterator[None]:
    """Deliver while the server runs. What is under way when it stops is claimed again by the next one.

    Of several server processes one delivers: claims keep workers apart, but each would ask every second.
    """
    tasks = [asyncio.create_task(work) for work in (_works(desk) if desk.works_for_all else ())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _works(desk: Desk) -> Iterator[Coroutine[None, None, None]]:
    yield send_for_ever(sender_of(desk))
    office = desk.settings.post_office
    if office is not None:
        yield mail_for_ever(desk.database, office, desk.wall)


def sender_of(desk: Desk) -> Sender:
    """Return what sending needs; the desk may become a sandbox's meanwhile, so it is asked each time."""

    def anywhere() -> bool:
        return desk.sandbox

    return Sender(database=desk.database, key=desk.webhook_key, wall=desk.wall, now=desk.now, anywhere=anywhere)
