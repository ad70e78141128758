"""Scoring the whole book with every card that is in use: what shadows are compared by, and what monitoring watches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from creditline.dates.business_date import business_date
from creditline.lines.line import Line
from creditline.scoring.card import Card
from creditline.scoring.folder import card_of
from creditline.scoring.score import score
from creditline.store.database import Database
from creditline.store.features import Values, read_features
from creditline.store.groups import connect, transaction
from creditline.store.lines import read_lines
from creditline.store.scorecards import Role, ScoreMade, active_cards, record_scores
from creditline.usecases.register_card import known_card

_PAGE = 500


class NoCardInUse(LookupError):
    """A book is scored with the cards that have a role."""

    code = "no-card-in-use"

    def __init__(self) -> None:
        super().__init__("No card has a role now. Activate one with 'creditline score activate'.")


class CardOfOtherData(ValueError):
    """A book is scored by features of the catalogue."""

    code = "card-of-other-data"

    def __init__(self, card_id: str, missing: list[str]) -> None:
        super().__init__(
            f"The card '{card_id}' needs what the ledger does not know: {', '.join(missing[:5])}. Retire it, or train "
            "one on 'creditline score dataset'."
        )


@dataclass(frozen=True, slots=True)
class BookScored:
    """How many lines were scored, and with how many cards."""

    lines: int
    cards: int


@dataclass(frozen=True, slots=True)
class _CardInUse:
    id: str
    role: Role
    card: Card


async def score_book(database: Database, *, now: datetime) -> BookScored:
    """Score every line as of today with every card in use, and keep the scores; a line that did not move keeps its.

    Raises NoCardInUse, CardOfOtherData, StoreUnavailable.
    """
    cards = [
        _CardInUse(card_id, role, card_of((await known_card(database, card_id)).content))
        for card_id, role in (await active_cards(database, now)).items()
    ]
    if not cards:
        raise NoCardInUse
    lines, after = 0, ""
    while page := await read_lines(database, after=after, limit=_PAGE):
        after = page[-1].id
        known = await read_features(database, [(line.id, _today(line, now)) for line in page])
        made = [each for line in page for each in _scores(line, known.get((line.id, _today(line, now))), cards, now)]
        await _keep(database, made)
        lines += len({each.line_id for each in made})
    return BookScored(lines, len(cards))


def _scores(line: Line, values: Values | None, cards: list[_CardInUse], now: datetime) -> Iterator[ScoreMade]:
    for used in cards if values is not None else ():
        needed = _needed(used, values or {})
        found = score(used.card, needed)
        yield ScoreMade(
            line_id=line.id,
            version=line.version,
            card_id=used.id,
            role=used.role,
            scored_on=_today(line, now),
            points=found.points,
            pd_ppm=found.pd_ppm,
            feature_values=needed,
            booked_at=now,
        )


def _needed(used: _CardInUse, values: Values) -> Mapping[str, int | None]:
    missing = [feature.name for feature in used.card.features if feature.name not in values]
    if missing:
        raise CardOfOtherData(used.id, missing)
    return {feature.name: values[feature.name] for feature in used.card.features}


async def _keep(database: Database, made: list[ScoreMade]) -> None:
    connection = await connect(database)
    try:
        async with transaction(connection):
            await record_scores(connection, made)
    finally:
        await connection.close()


def _today(line: Line, now: datetime) -> date:
    return business_date(now, line.terms.zone)
