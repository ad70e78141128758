"""Scorecards: which there are, what each is for; and whether automatic reviews rest."""

from datetime import UTC, datetime
from typing import Annotated

from litestar import get, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from creditline.store.scorecards import ReviewPause, Role, read_cards, read_review_pause
from creditline.usecases.monitor_card import resume_reviews
from creditline.usecases.register_card import activate_card
from creditline.web import patterns
from creditline.web.api.carry_out import PROBLEMS, READ_PROBLEMS, check_instant
from creditline.web.api.shapes import Reason
from creditline.web.desk import AppRequest, desk_of

CardId = Annotated[str, PathParameter(pattern=patterns.CARD_ID, description="The card's id, the hash of its content.")]
Person = Annotated[str, Meta(min_length=1, max_length=100, pattern=patterns.TEXT, examples=["Ana"])]


class ActivationRequest(Struct, forbid_unknown_fields=True):
    """What a card shall be for and from when on (left out: now), who says so, and which assessment was made."""

    role: Role
    activated_by: Person
    second_person: Person
    assessment: Annotated[str, Meta(min_length=1, max_length=100, pattern=patterns.TEXT, examples=["pia-2026-7"])]
    from_at: Annotated[datetime, Meta(tz=True)] | None = None


class ActivationAnswer(Struct):
    """An activation as it was kept."""

    card_id: str
    role: Role
    from_at: datetime
    activated_by: str
    second_person: str
    assessment: str
    booked_at: datetime


class CardState(Struct):
    """A registered card and what it is for now; role null: nothing yet."""

    id: str
    name: str
    registered_at: datetime
    registered_by: str
    role: Role | None
    from_at: datetime | None
    activated_by: str | None
    second_person: str | None
    assessment: str | None


class CardList(Struct):
    """All registered cards, newest first."""

    data: list[CardState]


class ReviewState(Struct):
    """Whether automatic decreases and increases rest, since when, by whom and why. Draws and repayments go on."""

    paused: bool
    cause: str | None = None
    actor: str | None = None
    since: datetime | None = None


class ResumptionRequest(Struct, forbid_unknown_fields=True):
    """Who lets automatic reviews go on, and why they may."""

    resumed_by: Person
    cause: Reason


@get("/scorecards", summary="List scorecards", tags=["Scorecards"], responses=READ_PROBLEMS)
async def list_cards(request: AppRequest) -> CardList:
    """List the registered scorecards and what each is for now."""
    desk = desk_of(request)
    return CardList([CardState(**card) for card in await read_cards(desk.database, desk.clock.now())])


@post("/scorecards/{card_id:str}/activations", summary="Activate a scorecard", tags=["Scorecards"], responses=PROBLEMS)
async def create_activation(
    request: AppRequest, card_id: CardId, data: JSONBody[ActivationRequest]
) -> ActivationAnswer:
    """Give a card a role from an instant on. It takes two people and an assessment; a champion replaces the last."""
    desk = desk_of(request)
    check_instant("/from_at", data.from_at)
    activation = await activate_card(
        desk.database,
        card_id,
        role=data.role,
        from_at=data.from_at and data.from_at.astimezone(UTC),
        by=data.activated_by,
        second=data.second_person,
        assessment=data.assessment,
        now=desk.clock.now(),
    )
    return ActivationAnswer(**{name: getattr(activation, name) for name in ActivationAnswer.__struct_fields__})


@get("/reviews", summary="Read whether reviews are paused", tags=["Scorecards"], responses=READ_PROBLEMS)
async def read_reviews(request: AppRequest) -> ReviewState:
    """Read whether automatic reviews of limits are paused."""
    pause = await read_review_pause(desk_of(request).database)
    return _state(pause) if pause else ReviewState(paused=False)


@post("/reviews/resumptions", summary="Resume reviews", tags=["Scorecards"], responses=PROBLEMS)
async def create_resumption(request: AppRequest, data: JSONBody[ResumptionRequest]) -> ReviewState:
    """Let automatic reviews go on after monitoring paused them."""
    desk = desk_of(request)
    resumed = await resume_reviews(desk.database, by=data.resumed_by, cause=data.cause, now=desk.clock.now())
    return _state(resumed)


def _state(pause: ReviewPause) -> ReviewState:
    return ReviewState(pause.paused, pause.cause, pause.actor, pause.booked_at)


HANDLERS = [list_cards, create_activation, read_reviews, create_resumption]
