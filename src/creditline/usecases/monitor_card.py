"""Watching a card in use: has its world drifted, does it still tell, is it fair; and stopping reviews when it has."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from creditline.portfolio.drift import Shift, shift
from creditline.portfolio.fairness import Case, Fairness, fairness
from creditline.portfolio.performance import Calibration, Outcome, auc, calibration
from creditline.store.database import Database
from creditline.store.features import LedgerOutcome, read_outcomes
from creditline.store.rows import Row
from creditline.store.scorecards import (
    ReviewPause,
    Role,
    active_cards,
    read_review_pause,
    read_scores,
    read_thresholds,
    save_review_pause,
    scored_days,
)
from creditline.usecases.register_card import known_card
from creditline.usecases.score_dataset import PAST_DUE_DAYS, WITHIN_DAYS

WINDOW_DAYS = 30
_BPS = 10_000
_ACTOR = "monitoring"


class NoChampion(LookupError):
    """Monitoring looks at the champion unless a card is named."""

    code = "no-champion"

    def __init__(self) -> None:
        super().__init__("No card is the champion now. Name a card, or activate one with 'creditline score activate'.")


class NothingScored(LookupError):
    """A card that was never used cannot be watched."""

    code = "nothing-scored"

    def __init__(self, card_id: str) -> None:
        super().__init__(f"No decision has looked at a score of '{card_id}' yet. There is nothing to compare.")


class NotPaused(LookupError):
    """Only a pause can be ended."""

    code = "not-paused"

    def __init__(self) -> None:
        super().__init__("Automatic reviews are not paused. There is nothing to resume.")


class CauseMissing(ValueError):
    """Whoever lets automatic reviews go on says who they are and why."""

    code = "cause-missing"

    def __init__(self) -> None:
        super().__init__("Automatic reviews go on by a named person with a cause. Give both.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A figure beyond its threshold; both in parts of 10,000. pauses: whether automatic reviews stop for it."""

    what: str
    value_bps: int
    threshold_bps: int
    pauses: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitored:
    """One look at a card.

    reference, current: first and last day of the two windows that are compared. drift: of the points, then of each
    feature. matured: scores whose outcome is known. auc_reference, auc: over the older and the newer half of those.
    paused: whether automatic reviews rest now.
    """

    card_id: str
    reference: tuple[date, date]
    current: tuple[date, date]
    drift: tuple[Shift, ...]
    matured: int
    auc_reference: float | None
    auc: float | None
    calibration: Calibration | None
    fairness: Fairness | None
    alerts: tuple[Alert, ...]
    paused: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the look as values that JSON has."""
        found = asdict(self)
        for shown, moved in zip(found["drift"], self.drift, strict=True):
            shown["alarm"] = moved.alarm
        return found


async def monitor_card(
    database: Database,
    *,
    now: datetime,
    card_id: str | None = None,
    days: int = WINDOW_DAYS,
    groups: Mapping[str, str] | None = None,
    approve_from: int | None = None,
) -> Monitored:
    """Compare a card's last `days` of use with its first; pause automatic reviews where a threshold says so.

    groups: the group of each line, for the fairness of a cut-off at `approve_from` points; neither is kept.
    Raises NoChampion, CardUnknown, NothingScored, StoreUnavailable.
    """
    card = (await known_card(database, card_id)).id if card_id else await _champion(database, now)
    used = await scored_days(database, card)
    if used is None:
        raise NothingScored(card)
    reference, current = _windows(*used, days)
    drift = _drift(
        await read_scores(database, card, first=reference[0], last=reference[1]),
        await read_scores(database, card, first=current[0], last=current[1]),
    )
    scores = await read_scores(database, card, first=used[0], last=used[1])
    known = await _known(database, scores, now.date())
    outcomes = [_outcome(row, bad) for row, bad in zip(scores, known, strict=True) if bad is not None]
    older, newer = _halves(outcomes)
    found = calibration(outcomes)
    compared = groups is not None and approve_from is not None
    fair = fairness(_cases(scores, known, groups or {}, approve_from or 0)) if compared else None
    alerts = _alerts(await read_thresholds(database, now.date()), drift, auc(older), auc(newer), found, fair)
    pause = await _pause_if_needed(database, alerts, now)
    return Monitored(
        card_id=card,
        reference=reference,
        current=current,
        drift=drift,
        matured=len(outcomes),
        auc_reference=auc(older),
        auc=auc(newer),
        calibration=found,
        fairness=fair,
        alerts=alerts,
        paused=pause is not None,
    )


async def resume_reviews(database: Database, *, by: str, cause: str, now: datetime) -> ReviewPause:
    """Let automatic reviews go on. Raises CauseMissing, NotPaused, StoreUnavailable."""
    if not by.strip() or not cause.strip():
        raise CauseMissing
    if await read_review_pause(database) is None:
        raise NotPaused
    resumed = ReviewPause(paused=False, cause=cause, actor=by, booked_at=now)
    await save_review_pause(database, resumed)
    return resumed


async def _champion(database: Database, now: datetime) -> str:
    roles = await active_cards(database, now)
    champion = next((card_id for card_id, role in roles.items() if role is Role.CHAMPION), None)
    if champion is None:
        raise NoChampion
    return champion


def _windows(first: date, last: date, days: int) -> tuple[tuple[date, date], tuple[date, date]]:
    span = timedelta(days=days - 1)
    return (first, min(first + span, last)), (max(last - span, first), last)


def _drift(before: Sequence[Row], after: Sequence[Row]) -> tuple[Shift, ...]:
    names = sorted({name for row in before for name in row["feature_values"]})
    points = shift("points", [row["points"] for row in before], [row["points"] for row in after])
    return (points, *(shift(name, _values(before, name), _values(after, name)) for name in names))


def _values(rows: Sequence[Row], name: str) -> list[int | None]:
    """The whole numbers that a feature had; texts are not compared."""
    found = (row["feature_values"].get(name) for row in rows)
    return [value if isinstance(value, int) else None for value in found]


async def _known(database: Database, scores: Sequence[Row], today: date) -> list[bool | None]:
    """Whether the line of each score went bad; None where that is not known yet."""
    asked = sorted({(row["line_id"], row["scored_on"]) for row in scores})
    outcomes = await read_outcomes(database, asked, past_due_days=PAST_DUE_DAYS, today=today)
    return [_is_bad(outcomes.get((row["line_id"], row["scored_on"])), row["scored_on"], today) for row in scores]


def _is_bad(outcome: LedgerOutcome | None, scored_on: date, today: date) -> bool | None:
    """Whether a line went bad within the outcome's window; None while that is open, or where it had been bad before.

    Until its window has ended a score counts for nothing, bad or not: else the bad would be known first, and alone.
    """
    end = scored_on + timedelta(days=WITHIN_DAYS)
    if outcome is None or outcome.already or end > today:
        return None
    return outcome.bad_on is not None and outcome.bad_on <= end


def _halves(outcomes: list[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    middle = len(outcomes) // 2
    return outcomes[:middle], outcomes[middle:]


def _outcome(row: Row, bad: bool) -> Outcome:  # noqa: FBT001 - a row and what became of it
    return Outcome(points=row["points"], pd_ppm=row["pd_ppm"], bad=bad)


def _cases(
    scores: Sequence[Row], known: Sequence[bool | None], groups: Mapping[str, str], approve_from: int
) -> list[Case]:
    return [
        Case(group=groups[row["line_id"]], cleared=row["points"] >= approve_from, bad=bad)
        for row, bad in zip(scores, known, strict=True)
        if row["line_id"] in groups
    ]


def _alerts(
    thresholds: Mapping[str, int],
    drift: Sequence[Shift],
    auc_before: float | None,
    auc_now: float | None,
    found: Calibration | None,
    fair: Fairness | None,
) -> tuple[Alert, ...]:
    alerts = [alert for moved in drift if (alert := _drift_alert(moved, thresholds))]
    if auc_before is not None and auc_now is not None:
        alerts += _above("auc_fall_alert", auc_before - auc_now, thresholds)
    if found is not None:
        alerts += _above("calibration_alert", found.mean_difference, thresholds)
    if fair is not None and fair.equal_opportunity_difference is not None:
        alerts += _above("equal_opportunity_alert", fair.equal_opportunity_difference, thresholds)
    if fair is not None and fair.adverse_impact_ratio is not None:
        ratio, limit = round(fair.adverse_impact_ratio * _BPS), thresholds["impact_ratio_alert"]
        if ratio < limit:
            alerts.append(Alert(what="impact_ratio_alert", value_bps=ratio, threshold_bps=limit, pauses=False))
    return tuple(alerts)


def _drift_alert(moved: Shift, thresholds: Mapping[str, int]) -> Alert | None:
    if not moved.alarm:  # few scores give a high index by chance alone
        return None
    value = round(moved.psi * _BPS)
    if value > thresholds["psi_pause"]:
        return Alert(what=moved.name, value_bps=value, threshold_bps=thresholds["psi_pause"], pauses=True)
    if value > thresholds["psi_alert"]:
        return Alert(what=moved.name, value_bps=value, threshold_bps=thresholds["psi_alert"], pauses=False)
    return None


def _above(name: str, value: float, thresholds: Mapping[str, int]) -> list[Alert]:
    bps = round(value * _BPS)
    beyond = bps > thresholds[name]
    return [Alert(what=name, value_bps=bps, threshold_bps=thresholds[name], pauses=False)] if beyond else []


async def _pause_if_needed(database: Database, alerts: Sequence[Alert], now: datetime) -> ReviewPause | None:
    """Pause automatic reviews for the first alert that says so, unless they rest already."""
    pause = await read_review_pause(database)
    grave = next((alert for alert in alerts if alert.pauses), None)
    if pause is not None or grave is None:
        return pause
    cause = f"PSI of {grave.what} is {grave.value_bps} parts of 10,000, above {grave.threshold_bps}."
    pause = ReviewPause(paused=True, cause=cause, actor=_ACTOR, booked_at=now)
    await save_review_pause(database, pause)
    return pause
