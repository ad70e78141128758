"""Lines whose limit is decided: a shipped strategy, a scorecard of behavioural features, facts that keep the limit."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from creditline.features.catalogue import CATALOGUE
from creditline.features.feature import Direction, Unit
from creditline.scoring.card import Calibration, Card, NumberFeature, Origin, Risk
from creditline.scoring.folder import card_id, card_text
from creditline.store.bench import enrol_all
from creditline.store.database import Database
from creditline.store.decision_files import ActivationWanted
from creditline.store.scorecards import RegisteredCard, save_card
from creditline.usecases.activate_policy import activate_strategy
from creditline.usecases.seed_decisions import PERSON, STRATEGY, facts_for

FEATURES = 24
_BETTER = Direction.HIGHER_IS_BETTER
_STEPS = {Unit.BPS: 1_000, Unit.DAYS: 30, Unit.MONTHS: 6, Unit.COUNT: 3, Unit.MINOR: 10_000_000}


def let_decide(url: str, ids: Sequence[str], *, limit_minor: int) -> None:
    """Let the strategy decide these lines from now on, by facts that come to `limit_minor`."""

    async def activate(now: datetime) -> None:
        card = bench_card()
        content, name = card_text(card), card_id(card)
        async with Database(url) as database:
            kept = RegisteredCard(
                id=name, name="bench", content=content, proof={}, registered_at=now, registered_by="bench"
            )
            await save_card(database, kept)
            wanted = ActivationWanted(
                active_from=now, activated_by="bench", card_id=name, waiver="A measurement; nobody is bound by it."
            )
            await activate_strategy(database, STRATEGY, wanted=wanted, at=now)

    now = datetime.now(UTC)
    asyncio.run(activate(now))
    enrol_all(url, ids, STRATEGY, facts_for(limit_minor, PERSON, now))


def bench_card() -> Card:
    """Return a card of 24 features, each with six bins whose points differ by little, so that most limits stay."""
    scored = [feature for feature in CATALOGUE if feature.scored and not feature.business][:FEATURES]
    return Card(
        origin=Origin(title="bench"),
        base=720,
        points_to_double=20,
        features=tuple(
            NumberFeature(
                name=feature.name,
                en=f"{feature.en}: {{value}}",
                zh=f"{feature.zh}:{{value}}",
                risk=Risk.FALLS if feature.direction is _BETTER else Risk.RISES,
                cuts=tuple(_STEPS[feature.unit] * step for step in range(1, 6)),
                points=(2, 1, 1, 0, 0, -1) if feature.direction is not _BETTER else (-1, 0, 0, 1, 1, 2),
                missing=-1 if feature.direction is _BETTER else 0,
            )
            for feature in scored
        ),
        calibration=Calibration(scores=(600, 800), pd_ppm=(100_000, 1_000)),
        bands={"A": 700, "B": 600, "C": 0},
    )
