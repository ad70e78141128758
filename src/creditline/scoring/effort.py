"""Reading what it takes to change a feature: the same four numbers in a spec and in a card."""

from creditline.scoring.card import Effort
from creditline.scoring.settings import Settings


def read_effort(settings: Settings) -> Effort:
    """Return the effort that a table of TOML describes; what is not given is as in `Effort`."""
    effort = Effort(
        days=settings.number("days", 0),
        days_each=settings.number("days_each", 0),
        cost=settings.number("cost", 1),
        cost_each=settings.number("cost_each", 0),
    )
    settings.expect_all_used()
    return effort
