"""Registering a scorecard, and giving it a role: nothing is activated that is not proven and not assessed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from creditline.store.database import Database
from creditline.store.scorecards import Activation, RegisteredCard, Role, find_card, save_activation, save_card


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a look at a card's content says: its id, the name people call it by, and every promise that it breaks."""

    id: str
    name: str
    content: str
    proof: Mapping[str, Any]
    breaches: tuple[str, ...]


Judge = Callable[[str], Judged]


class CardNotProven(ValueError):
    """A card is registered only when every direction that it declares is proven on the card itself."""

    code = "card-not-proven"

    def __init__(self, judged: Judged) -> None:
        more = f" and {len(judged.breaches) - 1} more" if len(judged.breaches) > 1 else ""
        super().__init__(
            f"The card '{judged.name}' does not keep what it declares: {judged.breaches[0]}{more}. Train it again; "
            "'creditline score verify' lists all of it."
        )
        self.breaches = judged.breaches


class CardUnknown(LookupError):
    """There is no card with this id."""

    code = "card-unknown"

    def __init__(self, card_id: str) -> None:
        super().__init__(
            f"There is no one card '{card_id}'. Give its id, or as much of it as no other card begins with; "
            "'creditline score cards' lists them."
        )


class ApproverMissing(ValueError):
    """Two people stand for an activation."""

    code = "second-person-missing"

    def __init__(self, person: str) -> None:
        super().__init__(
            f"'{person}' cannot be the second person to their own activation. Somebody else has to stand for it."
        )


class AssessmentMissing(ValueError):
    """An activation names the impact assessment that was made."""

    code = "assessment-missing"

    def __init__(self) -> None:
        super().__init__(
            "An automated decision needs an impact assessment before it starts (rule CN-15). Give its id as assessment."
        )


class ActivationInPast(ValueError):
    """A role begins now or later."""

    code = "activation-in-past"

    def __init__(self, from_at: datetime, now: datetime) -> None:
        super().__init__(
            f"{from_at.isoformat()} has passed; it is {now.isoformat()}. Decisions that were made stay as they were: "
            "give an instant from now on."
        )


async def register_card(
    database: Database, content: str, *, judge: Judge, by: str, now: datetime
) -> tuple[RegisteredCard, bool]:
    """Keep a card under the hash of its content; return it and whether it is new.

    Raises CardNotProven, StoreUnavailable, and what `judge` raises for content that is no card.
    """
    judged = judge(content)
    if judged.breaches:
        raise CardNotProven(judged)
    card = RegisteredCard(
        id=judged.id,
        name=judged.name,
        content=judged.content,
        proof=judged.proof,
        registered_at=now,
        registered_by=by,
    )
    new = await save_card(database, card)
    return (card, True) if new else (await known_card(database, card.id), False)


async def activate_card(
    database: Database,
    card_id: str,
    *,
    role: Role,
    from_at: datetime | None,
    by: str,
    second: str,
    assessment: str,
    now: datetime,
) -> Activation:
    """Give a card a role from an instant on (None: now). A champion takes the place of the one before.

    Raises CardUnknown, ApproverMissing, AssessmentMissing, ActivationInPast, StoreUnavailable.
    """
    card = await known_card(database, card_id)
    if not second.strip() or _same(by, second):
        raise ApproverMissing(by)
    if not assessment.strip():
        raise AssessmentMissing
    if from_at is not None and from_at < now:
        raise ActivationInPast(from_at, now)
    activation = Activation(
        card_id=card.id,
        role=role,
        from_at=from_at or now,
        activated_by=by,
        second_person=second,
        assessment=assessment,
        booked_at=now,
    )
    await save_activation(database, activation)
    return activation


async def known_card(database: Database, card_id: str) -> RegisteredCard:
    """Return the card with this id or beginning of one; raise CardUnknown."""
    card = await find_card(database, card_id)
    if card is None:
        raise CardUnknown(card_id)
    return card


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
