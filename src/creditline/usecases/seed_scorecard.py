"""Giving a sandbox a scorecard of its own: trained on what became of its made-up lines, registered, and activated."""

from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from creditline.scoring.folder import card_text
from creditline.store.database import Database
from creditline.store.scorecards import Role, active_cards
from creditline.usecases.judge_card import judge_card
from creditline.usecases.register_card import activate_card, register_card
from creditline.usecases.score_dataset import TARGET, write_dataset

NEEDED = ("interpret", "numpy", "polars")
WITHIN_DAYS = 180
"""Half a year: long enough to see who stops paying, short enough that a year of history holds outcomes."""

_TITLE = "sandbox"
_PAIRS = 0  # a few thousand rows carry no tables of two features
_POINTS_TO_DOUBLE = 200
"""So that the strategy's bands, 460 to 700 points, part those of whom an eighth to a quarter stop paying."""
_BY, _SECOND = "sandbox", "sandbox, second person"
_ASSESSMENT = "sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededCard:
    """The card that decides, None if there is none and `why`; features and rows only where it was trained now."""

    id: str | None
    why: str = ""
    features: int = 0
    rows: int = 0


async def seed_scorecard(database: Database, *, now: datetime) -> SeededCard:
    """Return the sandbox's champion, trained on its own outcomes if there is none yet.

    The same lines give the same card. Without the libraries of training, or without outcomes that can be learned,
    there is no card. Safe to repeat: nothing is trained twice.
    """
    champion = await _champion(database, now)
    if champion is not None:
        return SeededCard(id=champion)
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        return SeededCard(id=None, why=f"training needs {', '.join(missing)}: pip install 'creditline[train]'")
    try:
        return await _train(database, now)
    except (LookupError, ValueError) as nothing_to_learn:
        return SeededCard(id=None, why=str(nothing_to_learn))


async def _champion(database: Database, now: datetime) -> str | None:
    cards = await active_cards(database, now)
    return next((card_id for card_id, role in cards.items() if role is Role.CHAMPION), None)


async def _train(database: Database, now: datetime) -> SeededCard:
    with TemporaryDirectory(prefix="creditline-score-") as place:
        data, spec = Path(place, f"{_TITLE}.parquet"), Path(place, "features.toml")
        written = await write_dataset(database, data, now=now, spec=spec, within_days=WITHIN_DAYS, actor=_BY)
        content, features = _fitted(data, spec)
    card, _ = await register_card(database, content, judge=judge_card, by=_BY, now=now)
    await activate_card(
        database, card.id, role=Role.CHAMPION, from_at=None, by=_BY, second=_SECOND, assessment=_ASSESSMENT, now=now
    )
    return SeededCard(id=card.id, features=features, rows=written.rows)


def _fitted(data: Path, spec: Path) -> tuple[str, int]:
    """Return the card's text and how many features it has, trained on the earlier days and proven."""
    from creditline.training.fit import Settings  # noqa: PLC0415 - an extra, and costly: needed here only
    from creditline.training.spec import read_spec  # noqa: PLC0415 - as above
    from creditline.training.train import train  # noqa: PLC0415 - as above

    how = Settings(pairs=_PAIRS, points_to_double=_POINTS_TO_DOUBLE, threads=1)  # to start a process takes longer
    trained = train(data, TARGET, spec=read_spec(spec), date="observed_on", settings=how, drop_leaking=True)
    return card_text(trained.card), len(trained.card.features)
