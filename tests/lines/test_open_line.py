"""Opening a line: its first event."""

from datetime import timedelta

import pytest

from building import FIRST_DAY, MORNING, Story
from creditline.lines.event import EventKind
from creditline.lines.line import Balances
from creditline.lines.open_line import TermTooShort


@pytest.mark.parametrize(("limit", "amount", "available"), [(None, 0, 0), (0, 0, 0), (1, 1, 1), (1_000, 1_000, 1_000)])
def test_a_line_opens_with_its_limit_or_without_one(limit: int | None, amount: int, available: int) -> None:
    opened = Story(limit).events[0]
    assert (opened.kind, opened.version, opened.accepted) == (EventKind.LINE_OPENED, 1, True)
    assert (opened.after.limit_minor, opened.amount_minor) == (limit, amount)
    assert opened.available_after_minor == available


def test_a_new_line_owes_nothing_and_has_not_moved_before() -> None:
    line = Story(1_000).line
    assert (line.balances, line.held_minor, line.holds) == (Balances(), 0, ())
    assert (line.moved_at, line.accrued_on, line.accrual_residue) == (MORNING, FIRST_DAY, 0)


def test_a_term_of_one_day_is_a_term() -> None:
    assert Story(1_000, expires_on=FIRST_DAY).available == 1_000


def test_a_term_cannot_end_before_it_begins() -> None:
    with pytest.raises(TermTooShort, match="before the day the line opens"):
        Story(1_000, expires_on=FIRST_DAY - timedelta(days=1))
