"""Lines whose names tell what happened on them: the first thing a newcomer sees."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from creditline.lines.commands import Command
from creditline.lines.product import Product
from creditline.simulation.diary import Diary

_YUAN = 100
_RATE_BPS = 1_460
_FELL_BEHIND_DAYS = 92


def N_(text: str) -> str:  # noqa: N802 - the name gettext's extractors look for
    """Mark `text` for translation where it is shown, and return it as it is."""
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A line with a history worth telling. `name` and `sentence` are English, to be translated where shown.

    opened_days: how many days before now the line was opened. tell: writes what happened since. with_statements: it is
    a line with a product, which asks for payments. decided: a policy decides its limit.
    """

    id: str
    name: str
    sentence: str
    limit_minor: int
    opened_days: int
    tell: Callable[[Diary, datetime], None]
    with_statements: bool = False
    decided: bool = False

    def commands(self, now: datetime, product: Product | None = None) -> list[Command]:
        """Return the story's commands in time order, up to `now`. product: of a line with statements."""
        diary = Diary(
            line_id=self.id,
            name=self.name,
            currency="CNY",
            rate_bps=_RATE_BPS,
            limit_minor=self.limit_minor,
            opened_at=now - timedelta(days=self.opened_days),
            product=product if self.with_statements else None,
        )
        self.tell(diary, now)
        return diary.until(now)


def _repaid_on_payday(diary: Diary, now: datetime) -> None:
    for back in (151, 121, 91, 61, 31, 1):
        payday = now - timedelta(days=back)
        diary.draw(payday - timedelta(days=22), 6_800 * _YUAN)
        diary.draw(payday - timedelta(days=9), 4_200 * _YUAN)
        diary.repay(payday, diary.owed_minor(payday))


def _drawn_to_the_limit(diary: Diary, now: datetime) -> None:
    for back, amount in ((40, 9_000), (18, 7_500), (2, 3_500)):
        diary.draw(now - timedelta(days=back), amount * _YUAN)


def _over_the_limit_after_a_cut(diary: Diary, now: datetime) -> None:
    diary.draw(now - timedelta(days=60), 42_000 * _YUAN)
    diary.change_limit(
        now - timedelta(days=12), 30_000 * _YUAN, "Limits of this product were lowered for all its borrowers."
    )
    diary.repay(now - timedelta(days=3), 5_000 * _YUAN)


def _burst_of_repayments(diary: Diary, now: datetime) -> None:
    diary.draw(now - timedelta(days=25), 48_000 * _YUAN)
    first = now - timedelta(minutes=50)
    for number in range(12):
        diary.repay(first + timedelta(seconds=100 * number), 3_600 * _YUAN)


def _frozen_while_repaying(diary: Diary, now: datetime) -> None:
    diary.draw(now - timedelta(days=70), 24_000 * _YUAN)
    diary.freeze(now - timedelta(days=30), "The card was reported lost.")
    diary.draw(now - timedelta(days=28), 1_000 * _YUAN)
    for back in (21, 14, 7):
        diary.repay(now - timedelta(days=back), 6_000 * _YUAN)


def _closed_with_credit(diary: Diary, now: datetime) -> None:
    diary.draw(now - timedelta(days=45), 8_000 * _YUAN)
    diary.repay(now - timedelta(days=10), 9_000 * _YUAN)
    diary.close(now - timedelta(days=9), "The borrower asked for it.")


def _hold_waiting(diary: Diary, now: datetime) -> None:
    diary.draw(now - timedelta(days=15), 5_000 * _YUAN)
    diary.place_hold(now - timedelta(hours=3), 8_000 * _YUAN, now + timedelta(days=7))


def _bounced_repayment(diary: Diary, now: datetime) -> None:
    diary.draw(now - timedelta(days=33), 12_000 * _YUAN)
    paid_at = now - timedelta(days=5)
    repayment = diary.repay(paid_at, diary.owed_minor(paid_at))
    diary.draw(now - timedelta(days=4), 15_000 * _YUAN)
    diary.reverse(now - timedelta(days=1), repayment, "The borrower's bank returned the payment.")


def _fell_behind(diary: Diary, now: datetime) -> None:
    """Pay what statements ask for, until about three months ago: since then one has been due for over a month."""
    diary.draw(now - timedelta(days=200), 32_000 * _YUAN)
    for back in range(190, _FELL_BEHIND_DAYS, -10):
        asked = diary.asked_minor(now - timedelta(days=back))
        if asked:
            diary.repay(now - timedelta(days=back), asked)


def _used_gently(diary: Diary, now: datetime) -> None:
    diary.draw(now - timedelta(days=120), 9_000 * _YUAN)
    diary.repay(now - timedelta(days=75), 6_000 * _YUAN)
    diary.draw(now - timedelta(days=20), 4_000 * _YUAN)


def _helped_by_others(diary: Diary, now: datetime) -> None:
    diary.draw(now - timedelta(days=26), 22_000 * _YUAN)


def _not_used_yet(diary: Diary, now: datetime) -> None:
    """Nothing has happened."""


STORIES: tuple[Story, ...] = (
    Story(
        id="line_story_new",
        name=N_("Opened today, not used yet"),
        sentence=N_("A line like any other on its first day. Draw and repay here."),
        limit_minor=20_000 * _YUAN,
        opened_days=0,
        tell=_not_used_yet,
    ),
    Story(
        id="line_story_payday",
        name=N_("Repaid in full on payday"),
        sentence=N_("Everything owed was repaid on payday, six times. The limit has not moved and all of it is back."),
        limit_minor=30_000 * _YUAN,
        opened_days=180,
        tell=_repaid_on_payday,
    ),
    Story(
        id="line_story_lowered",
        name=N_("Lowered, and what brings it back"),
        sentence=N_(
            "A payment has been late for over a month. The page says what it cost, and what restores the limit."
        ),
        limit_minor=60_000 * _YUAN,
        opened_days=400,
        tell=_fell_behind,
        with_statements=True,
        decided=True,
    ),
    Story(
        id="line_story_offer",
        name=N_("A higher limit is offered"),
        sentence=N_("More would be carried than the line has. Nothing changes until the borrower says yes."),
        limit_minor=30_000 * _YUAN,
        opened_days=420,
        tell=_used_gently,
        decided=True,
    ),
    Story(
        id="line_story_helped",
        name=N_("Repaid by somebody else, five times in an hour"),
        sentence=N_("Only the money in doubt waits, for a day at most. The debt is paid, and the limit has not moved."),
        limit_minor=40_000 * _YUAN,
        opened_days=390,
        tell=_helped_by_others,
        decided=True,
    ),
    Story(
        id="line_story_full",
        name=N_("Drawn to the limit"),
        sentence=N_("Three draws took all of the limit. The next repayment gives credit back in its own commit."),
        limit_minor=20_000 * _YUAN,
        opened_days=90,
        tell=_drawn_to_the_limit,
    ),
    Story(
        id="line_story_cut",
        name=N_("Over the limit after a cut"),
        sentence=N_("The limit was cut below what was drawn. Repayments take off the excess before credit is back."),
        limit_minor=50_000 * _YUAN,
        opened_days=120,
        tell=_over_the_limit_after_a_cut,
    ),
    Story(
        id="line_story_burst",
        name=N_("Twelve repayments in twenty minutes"),
        sentence=N_("A shop passed its takings on as they came in. Every one restored credit; none cost anything."),
        limit_minor=60_000 * _YUAN,
        opened_days=100,
        tell=_burst_of_repayments,
    ),
    Story(
        id="line_story_frozen",
        name=N_("Frozen, and repaying all the same"),
        sentence=N_("The line gives no credit while it is frozen, but it takes every repayment."),
        limit_minor=40_000 * _YUAN,
        opened_days=150,
        tell=_frozen_while_repaying,
    ),
    Story(
        id="line_story_closed",
        name=N_("Closed, with money owed to the borrower"),
        sentence=N_("More was repaid than was owed before the line closed. The rest is the borrower's, and shown."),
        limit_minor=15_000 * _YUAN,
        opened_days=200,
        tell=_closed_with_credit,
    ),
    Story(
        id="line_story_hold",
        name=N_("A hold waits to be captured"),
        sentence=N_(
            "A purchase was authorised and not yet taken. It counts against what is available until it expires."
        ),
        limit_minor=25_000 * _YUAN,
        opened_days=60,
        tell=_hold_waiting,
    ),
    Story(
        id="line_story_bounced",
        name=N_("A repayment that bounced"),
        sentence=N_(
            "The bank returned a repayment after its credit was drawn again. It is owed again, over the limit."
        ),
        limit_minor=20_000 * _YUAN,
        opened_days=80,
        tell=_bounced_repayment,
    ),
)
"""The story lines, in the order they are shown."""
