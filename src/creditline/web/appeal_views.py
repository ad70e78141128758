"""What the pages show of an appeal, as plain values in one language: the borrower's page and the officer's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from creditline.appeals.appeal import SETTLED, Appeal, AppealEvent, Evidence, Happened, State
from creditline.lines.line import Line
from creditline.web import appeal_wording as wording
from creditline.web.deed_wording import name_words
from creditline.web.i18n import Language

_STEPS = (State.FILED, State.ASSIGNED, State.DECIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One thing that happened."""

    kind: str
    title: str
    who: str
    words: str
    on: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """One paper; `old` when it no longer shows anything."""

    id: str
    name: str
    kind: str
    size: str
    on: str
    valid_until: str
    old: bool
    picture: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way to the answer; state: done, here or ahead."""

    title: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealView:
    """An appeal in words. limit: the new limit that follows or is proposed; None if there is none."""

    id: str
    line_id: str
    against: str
    against_words: str
    words: str
    state: str
    title: str
    tone: str
    version: int
    settled: bool
    promised_on: str
    days_left: int
    extensions: int
    more_by: str | None
    outcome: str | None
    answer: str | None
    limit: str | None
    releases: tuple[str, ...]
    hasty: bool
    asked: str | None
    steps: list[Step]
    timeline: list[TimelineRow]
    papers: list[PaperRow]


def appeal_view(
    appeal: Appeal,
    line: Line,
    timeline: Iterable[AppealEvent],
    papers: Iterable[Evidence],
    *,
    against: str,
    today: date,
    language: Language,
    staff: bool,
) -> AppealView:
    """Build the view; for staff with all that happened, for the borrower with what concerns them.

    against: what the appeal is against, in words.
    """
    gettext, zone = language.gettext, line.terms.zone
    shown = [event for event in timeline if staff or event.kind not in wording.FOR_STAFF]
    asked = [event.words for event in shown if event.kind is Happened.MORE_ASKED]
    open_to_borrower = staff or appeal.state is State.DECIDED
    outcome = appeal.outcome if open_to_borrower else None
    limit = appeal.effect.limit_minor if open_to_borrower else None
    releases = appeal.effect.releases if open_to_borrower else ()
    return AppealView(
        id=appeal.id,
        line_id=appeal.line_id,
        against=appeal.against,
        against_words=against,
        words=appeal.words,
        state=appeal.state.value,
        title=gettext(wording.STATES[appeal.state]),
        tone=wording.tone_of(appeal),
        version=appeal.version,
        settled=appeal.settled,
        promised_on=language.day(appeal.promised_on),
        days_left=(appeal.promised_on - today).days,
        extensions=appeal.extensions,
        more_by=language.day(appeal.more_by) if appeal.more_by else None,
        outcome=gettext((wording.OFFICER_OUTCOMES if staff else wording.OUTCOMES)[outcome]) if outcome else None,
        answer=appeal.answer if open_to_borrower else None,
        limit=None if limit is None else language.money(limit, line.terms.currency),
        releases=tuple(wording.release_words(name, language) for name in releases),
        hasty=appeal.hasty,
        asked=asked[-1] if asked and appeal.state is State.NEEDS_MORE else None,
        steps=_steps(appeal, language),
        timeline=[_timeline_row(event, zone, language, staff=staff) for event in shown],
        papers=[_paper_row(paper, zone, today, language) for paper in papers],
    )


def _steps(appeal: Appeal, language: Language) -> list[Step]:
    reached = 0 if appeal.state is State.FILED else 2 if appeal.state in SETTLED else 1
    titles = [wording.STATES[state] for state in _STEPS[:2]] + [
        wording.STATES[appeal.state if appeal.settled else State.DECIDED]
    ]
    states = [
        "done" if number < reached or appeal.settled else "here" if number == reached else "ahead"
        for number in range(3)
    ]
    return [Step(language.gettext(title), state) for title, state in zip(titles, states, strict=True)]


def _timeline_row(event: AppealEvent, zone: str, language: Language, *, staff: bool) -> TimelineRow:
    return TimelineRow(
        kind=event.kind.value,
        title=wording.happened(event, language),
        who=name_words(event.by, language) if staff or event.by.kind == "staff" else "",
        words=event.words or "",
        on=language.moment(event.at, zone),
        at=event.at.isoformat(),
    )


def _paper_row(paper: Evidence, zone: str, today: date, language: Language) -> PaperRow:
    return PaperRow(
        id=paper.id,
        name=paper.file_name,
        kind=language.gettext(wording.SHORT_KINDS[paper.kind]),
        size=_size(paper.size_bytes),
        on=language.moment(paper.received_at, zone),
        valid_until=language.day(paper.valid_until),
        old=paper.valid_until < today,
        picture=paper.media_type.startswith("image/"),
    )


def _size(size_bytes: int) -> str:
    """Write a size in kilobytes, or from a million bytes on in megabytes with one decimal."""
    tenths = (size_bytes + 50_000) // 100_000
    return f"{tenths // 10}.{tenths % 10} MB" if size_bytes >= 1_000_000 else f"{max(1, size_bytes // 1000)} kB"  # noqa: PLR2004 - as said
