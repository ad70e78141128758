"""Scorecards: what each is for, what watching one finds, and whether automatic reviews rest."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from creditline.store.scorecards import ReviewPause, read_cards, read_review_pause, save_review_pause
from creditline.usecases.monitor_card import Alert, Monitored, NothingScored, NotPaused, monitor_card, resume_reviews
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.wording import Message
from creditline.web.console.frame import console_page, form_of, go, note
from creditline.web.console.queue import ZONE
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of
from creditline.web.i18n import N_, Language

_UNUSABLE = 422
_LEAST_WORDS, _MOST_WORDS = 10, 500
_ROLES = {
    "champion": N_("champion"),
    "challenger": N_("challenger"),
    "shadow": N_("shadow"),
    "retired": N_("retired"),
    None: N_("no role"),
}
_TOO_SHORT = N_("Say why, in ten letters or more: it is kept.")
_NOTHING = N_("No decision has looked at a score of this card yet. There is nothing to compare.")


@get("/console/scorecards", include_in_schema=False)
async def show_scorecards(request: AppRequest) -> Response[str]:
    """Show the cards and whether reviews rest."""
    return await _page(request)


@post("/console/scorecards/{card_id:str}/look", include_in_schema=False)
async def look(request: AppRequest, card_id: FromPath[str]) -> Response[str]:
    """Compare a card's last month with its first; reviews are paused where a threshold says so."""
    desk, language = desk_of(request), frame_of(request).language
    try:
        found = await monitor_card(desk.database, now=desk.clock.now(), card_id=card_id)
    except NothingScored:
        return await _page(request, Message("warning", language.gettext(_NOTHING)))
    await note(request, "scorecard.watched", found.card_id)
    return await _page(request, found=found)


@post("/console/reviews/pause", include_in_schema=False)
async def pause(request: AppRequest) -> Response[str] | Redirect:
    """Let automatic increases and decreases rest; draws and repayments go on."""
    desk, words = desk_of(request), (await form_of(request)).get("words", "").strip()
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS:
        return await _refused(request)
    if await read_review_pause(desk.database) is None:
        rest = ReviewPause(paused=True, cause=words, actor=staff_of(request).login, booked_at=desk.clock.now())
        await save_review_pause(desk.database, rest)
        await note(request, "reviews.paused", "", words)
    return go("/console/scorecards")


@post("/console/reviews/resumption", include_in_schema=False)
async def resume(request: AppRequest) -> Response[str] | Redirect:
    """Let automatic reviews go on, with a cause."""
    desk, words = desk_of(request), (await form_of(request)).get("words", "").strip()
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS:
        return await _refused(request)
    try:
        await resume_reviews(desk.database, by=staff_of(request).login, cause=words, now=desk.clock.now())
    except NotPaused:
        return go("/console/scorecards")
    await note(request, "reviews.resumed", "", words)
    return go("/console/scorecards")


async def _refused(request: AppRequest) -> Response[str]:
    words = frame_of(request).language.gettext(_TOO_SHORT)
    return await _page(request, Message("danger", words), status=_UNUSABLE)


async def _page(
    request: AppRequest, message: Message | None = None, *, found: Monitored | None = None, status: int = 200
) -> Response[str]:
    desk, language = desk_of(request), frame_of(request).language
    rest = await read_review_pause(desk.database)
    cards = [
        (card, language.gettext(_ROLES[card["role"]]), language.day(card["registered_at"].date()))
        for card in await read_cards(desk.database, desk.clock.now())
    ]
    return console_page(
        request,
        "scorecards.html",
        status=status,
        cards=cards,
        rest=rest,
        since=None if rest is None else language.moment(rest.booked_at, ZONE),
        found=None if found is None else _figures(found, language),
        message=message,
    )


def _figures(found: Monitored, language: Language) -> dict[str, Any]:
    """Put what was found into words; shares in per cent, the index and the area with three digits."""
    fit = found.calibration
    return {
        "card_id": found.card_id,
        "windows": [
            f"{language.day(first)} – {language.day(last)}" for first, last in (found.reference, found.current)
        ],
        "drift": [(one.name, f"{one.psi:.3f}", one.reference, one.current, one.alarm) for one in found.drift],
        "matured": found.matured,
        "auc": [None if area is None else f"{area:.3f}" for area in (found.auc_reference, found.auc)],
        "bands": []
        if fit is None
        else [
            (
                band.scores,
                language.percent(round(band.predicted * 10_000)),
                language.percent(round(band.observed * 10_000)),
            )
            for band in fit.bands
        ],
        "alerts": [_alert(one, language) for one in found.alerts],
    }


def _alert(one: Alert, language: Language) -> tuple[str, str, str, bool]:
    return one.what, language.percent(one.value_bps), language.percent(one.threshold_bps), one.pauses


HANDLERS = [show_scorecards, look, pause, resume]
