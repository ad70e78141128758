"""What the borrower's pages show, as plain values: built from events and lines, in one language, ready to print."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from creditline.dates.business_date import business_date
from creditline.lines.available import available_minor, expired, over_limit_minor, owed_minor
from creditline.lines.event import Event
from creditline.lines.line import ENDED, Line, Status
from creditline.lines.replay import timeline
from creditline.money.amount import format_minor
from creditline.usecases.explain_line import Explained
from creditline.web.borrower.bounds import bound_words
from creditline.web.borrower.chart import chart_data
from creditline.web.borrower.event_rows import EventRow, event_rows
from creditline.web.borrower.monitor import Monitor, monitor_of
from creditline.web.borrower.paying_back import PayingBack, paying_back, payment_notices
from creditline.web.borrower.supposing import NOTHING_ASKED, Asked, SupposedView
from creditline.web.borrower.wording import Message
from creditline.web.i18n import Language

LARGEST_LIST = 100
_FULL_PERMILLE = 1000

HISTORY_HEADER = (
    "version",
    "effective_at",
    "booked_at",
    "event",
    "outcome",
    "amount",
    "currency",
    "limit",
    "available",
    "held",
    "principal",
    "interest",
    "fees",
    "credit",
    "reason",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The amounts of a line, written out. `limit` is None while none has been decided; `credit`, `over` if not zero."""

    available: str
    limit: str | None
    owed: str
    principal: str
    interest: str
    fees: str
    held: str
    rate: str
    credit: str | None
    over: str | None
    has_held: bool
    owes: bool
    drawn_permille: int
    held_permille: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What the borrower should know and can act on. tone: info, warning or danger."""

    name: str
    tone: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """Everything the page of one line shows. The keys are new idempotency keys for the forms."""

    line_id: str
    name: str
    currency: str
    version: int
    opened_on: str
    expires_on: str | None
    figures: Figures
    notices: list[Notice]
    rows: list[EventRow]
    chart: str
    sandbox: bool
    today: str
    can_draw: bool
    owed_value: str
    available_value: str
    draw_key: str
    choose_key: str
    repay_key: str
    repay_all_key: str
    message: Message | None
    paying_back: PayingBack | None
    monitor: Monitor | None = None
    asked: Asked = NOTHING_ASKED
    supposed: SupposedView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line in a list. available_permille: the part of the limit that is available."""

    line_id: str
    name: str
    title: str
    sentence: str
    available: str
    limit: str | None
    owed: str
    available_permille: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The list of lines: the stories first, then a page of the rest. `next_after` is None on the last page."""

    stories: list[LineRow]
    lines: list[LineRow]
    next_after: str | None
    sandbox: bool
    today: str


@dataclass(frozen=True, slots=True)
class Story:
    """A line of the sandbox with what it is there to show; title and sentence in English, or as translated."""

    line: Line
    title: str
    sentence: str


def new_key() -> str:
    """Return a new idempotency key."""
    return f"page_{uuid4().hex}"


def line_page(
    events_newest_first: Sequence[Event],
    now: datetime,
    sandbox: bool,  # noqa: FBT001 - both pages take the same four
    language: Language,
    *,
    message: Message | None = None,
    line: Line | None = None,
    until: datetime | None = None,
    explained: Explained | None = None,
    make_key: Callable[[], str] = new_key,
) -> LinePage:
    """Build the page of the line whose events are given, at least one, the newest first.

    line: the line with what bounds it now, if that is not what its last event says; until: when that bound ends.
    explained: what explains it, where a policy decides its limit.
    """
    line = line or events_newest_first[0].after
    on = business_date(now, line.terms.zone)
    available, currency = available_minor(line, on), line.terms.currency
    oldest_first = list(reversed(events_newest_first))
    return LinePage(
        line_id=line.id,
        name=language.name(line.terms.name),  # the stories' names are in the catalogue
        currency=currency,
        version=line.version,
        opened_on=language.day(line.terms.opened_on),
        expires_on=language.day(line.terms.expires_on) if line.terms.expires_on else None,
        figures=_figures(line, available, language),
        notices=_notices(line, on, until, language),
        rows=event_rows(events_newest_first, language)[:LARGEST_LIST],
        chart=chart_data(timeline(oldest_first), now=now, available_minor=available, language=language),
        sandbox=sandbox,
        today=language.day(on),
        can_draw=available > 0,
        owed_value=format_minor(owed_minor(line), currency),
        available_value=format_minor(available, currency),
        draw_key=make_key(),
        choose_key=make_key(),
        repay_key=make_key(),
        repay_all_key=f"repay_all_{line.id}_{line.version}",
        message=message,
        paying_back=paying_back(line, on, language),
        monitor=None if explained is None else monitor_of(explained, language, make_key),
    )


def _figures(line: Line, available: int, language: Language) -> Figures:
    currency, balances = line.terms.currency, line.balances
    over = 0 if line.limit_minor is None else over_limit_minor(line)
    return Figures(
        available=language.money(available, currency),
        limit=None if line.limit_minor is None else language.money(line.limit_minor, currency),
        owed=language.money(owed_minor(line), currency),
        principal=language.money(balances.principal, currency),
        interest=language.money(balances.interest, currency),
        fees=language.money(balances.fees, currency),
        held=language.money(line.held_minor, currency),
        rate=language.percent(line.terms.rate_bps),
        credit=language.money(balances.credit, currency) if balances.credit else None,
        over=language.money(over, currency) if over else None,
        has_held=line.held_minor > 0,
        owes=owed_minor(line) > 0,
        drawn_permille=permille(balances.principal, line.limit_minor),
        held_permille=permille(line.held_minor + line.unreleased_minor, line.limit_minor),
    )


def permille(part: int, whole: int | None) -> int:
    """Return `part` of `whole` in thousandths, between 0 and 1000; all of it if there is no whole."""
    if not whole:
        return _FULL_PERMILLE if part else 0
    return max(0, min(_FULL_PERMILLE, part * _FULL_PERMILLE // whole))


def _notices(line: Line, on: date, until: datetime | None, language: Language) -> list[Notice]:
    standing = _standing(line, language, is_expired=expired(line, on))
    bounds = (Notice(f"bound-{name}", "info", title, text) for name, title, text in bound_words(line, until, language))
    paying = (Notice(*said) for said in payment_notices(line, on, language))
    return [notice for notice in (standing, *bounds, *paying, *_amounts(line, language)) if notice]


def _standing(line: Line, language: Language, *, is_expired: bool) -> Notice | None:
    """Say why the line gives no credit at all, the strongest reason first."""
    _ = language.gettext
    if line.status in ENDED:
        return _ended(line, language)
    if line.status is Status.FROZEN:
        text = _("You cannot draw for now. Repaying still works; ask your lender what would open the line again.")
        return Notice("frozen", "warning", _("This line is frozen"), text)
    if is_expired and line.terms.expires_on:
        text = _("It ended on %(day)s. Ask your lender to renew it; repaying still works.")
        text %= {"day": language.day(line.terms.expires_on)}
        return Notice("expired", "warning", _("This line has ended"), text)
    if line.limit_minor is None:
        text = _("Your lender is still deciding it. You can draw as soon as there is a limit.")
        return Notice("no-limit", "info", _("No limit yet"), text)
    return None


def _ended(line: Line, language: Language) -> Notice:
    _ = language.gettext
    if line.status is Status.CHARGED_OFF:
        text = _("Your lender has given this debt up in its books. It is still owed, and repaying it still works.")
        return Notice("charged-off", "warning", _("This line was written off"), text)
    if line.status is Status.SETTLED:
        text = _("Everything is paid. The line gives no new credit; ask your lender when you can apply again.")
        return Notice("settled", "info", _("Settled after it was written off"), text)
    text = _("It gives no new credit. What you still owe can be repaid as before, and nothing more is needed.")
    return Notice("closed", "info", _("This line is closed"), text)


def _amounts(line: Line, language: Language) -> Iterable[Notice]:
    _, currency = language.gettext, line.terms.currency
    over = 0 if line.limit_minor is None else over_limit_minor(line)
    if over:
        words = {"over": language.money(over, currency)}
        title = _("You are %(over)s over your limit") % words
        text = _("Repayments bring you back under it first: after %(over)s of principal, you can draw again.")
        yield Notice("over-limit", "warning", title, text % words)
    if line.balances.credit:
        title = _("We owe you %(credit)s") % {"credit": language.money(line.balances.credit, currency)}
        text = _("You have repaid more than you owed. Your next draw uses this amount first, without interest.")
        yield Notice("credit", "info", title, text)


def home_page(
    stories: Iterable[Story],
    lines: Iterable[Line],
    now: datetime,
    sandbox: bool,  # noqa: FBT001 - both pages take the same four
    language: Language,
    *,
    zone: str = "Asia/Shanghai",
    next_after: str | None = None,
) -> HomePage:
    """Build the list of lines.

    next_after: the id after which the next page starts. zone: where the sandbox's date is shown.
    """
    gettext = language.gettext
    return HomePage(
        stories=[
            _line_row(story.line, now, language, gettext(story.title), gettext(story.sentence)) for story in stories
        ],
        lines=[_line_row(line, now, language) for line in lines],
        next_after=next_after,
        sandbox=sandbox,
        today=language.day(business_date(now, zone)),
    )


def _line_row(line: Line, now: datetime, language: Language, title: str = "", sentence: str = "") -> LineRow:
    currency = line.terms.currency
    available = available_minor(line, business_date(now, line.terms.zone))
    return LineRow(
        line_id=line.id,
        name=language.name(line.terms.name),
        title=title,
        sentence=sentence,
        available=language.money(available, currency),
        limit=None if line.limit_minor is None else language.money(line.limit_minor, currency),
        owed=language.money(owed_minor(line), currency),
        available_permille=permille(available, line.limit_minor),
        status=line.status.value,
    )


def history_rows(events_oldest_first: Iterable[Event]) -> Iterable[tuple[str, ...]]:
    """Yield the rows of the line's history for a CSV file, under HISTORY_HEADER; amounts are decimal strings."""
    return (_history_row(event) for event in events_oldest_first)


def _history_row(event: Event) -> tuple[str, ...]:
    line, currency = event.after, event.after.terms.currency
    amounts = (line.held_minor, *(getattr(line.balances, part) for part in ("principal", "interest", "fees", "credit")))
    return (
        str(event.version),
        event.effective_at.isoformat(),
        event.booked_at.isoformat(),
        event.kind.value,
        event.outcome.value,
        format_minor(event.amount_minor, currency),
        currency,
        "" if line.limit_minor is None else format_minor(line.limit_minor, currency),
        format_minor(event.available_after_minor, currency),
        *(format_minor(amount, currency) for amount in amounts),
        _as_text(event.reason or ""),
    )


def _as_text(words: str) -> str:
    """Keep a spreadsheet from taking words for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words
