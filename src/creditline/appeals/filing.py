"""How an appeal begins, grows and ends at the borrower's hand: filed, more sent, withdrawn, or let lapse."""

from dataclasses import replace
from datetime import date, datetime

from creditline.appeals.appeal import Appeal, AppealEvent, By, Happened, State
from creditline.appeals.promise import AppealRules, Calendar, promised_on
from creditline.appeals.refusals import AppealElsewhere, AppealSettled, OwnWordsMissing

SHORTEST_WORDS = 10


def file_appeal(
    *,
    appeal_id: str,
    line_id: str,
    against: str,
    words: str,
    rule: str,
    by: By,
    at: datetime,
    on: date,
    rules: AppealRules,
    calendar: Calendar,
) -> AppealEvent:
    """File an appeal on the business date `on`; the day of the answer is promised now. Raises OwnWordsMissing."""
    if len(words.strip()) < SHORTEST_WORDS:
        raise OwnWordsMissing(SHORTEST_WORDS)
    appeal = Appeal(
        id=appeal_id,
        line_id=line_id,
        against=against,
        state=State.FILED,
        words=words.strip(),
        filed_at=at,
        filed_by=by.id,
        rule=rule,
        promised_on=promised_on(rules.promise(rule), on, calendar),
    )
    return AppealEvent(kind=Happened.FILED, at=at, by=by, after=appeal, words=appeal.words)


def send_more(appeal: Appeal, *, words: str, by: By, at: datetime) -> AppealEvent:
    """Add words or papers. What was asked for is answered by it; otherwise the state stays. Raises AppealSettled."""
    check_open(appeal)
    state = State.ASSIGNED if appeal.state is State.NEEDS_MORE else appeal.state
    after = following(appeal, state=state, more_by=None)
    return AppealEvent(kind=Happened.MORE_SENT, at=at, by=by, after=after, words=words.strip() or None)


def withdraw(appeal: Appeal, *, by: By, at: datetime) -> AppealEvent:
    """Take an appeal back. Nothing follows from it. Raises AppealSettled."""
    check_open(appeal)
    return AppealEvent(kind=Happened.WITHDRAWN, at=at, by=by, after=following(appeal, state=State.WITHDRAWN))


def expire(appeal: Appeal, *, by: By, at: datetime, on: date) -> AppealEvent | None:
    """End an appeal whose borrower did not send what was asked for by the last day; None while there is time."""
    if appeal.state is not State.NEEDS_MORE or appeal.more_by is None or on <= appeal.more_by:
        return None
    return AppealEvent(kind=Happened.EXPIRED, at=at, by=by, after=following(appeal, state=State.EXPIRED))


def check_open(appeal: Appeal) -> None:
    """Raise AppealSettled for an appeal that has ended."""
    if appeal.settled:
        raise AppealSettled(appeal)


def check_in(appeal: Appeal, *states: State) -> None:
    """Raise AppealSettled or AppealElsewhere unless the appeal is in one of the states."""
    check_open(appeal)
    if appeal.state not in states:
        raise AppealElsewhere(appeal, " or ".join(state.value for state in states))


def following(appeal: Appeal, **changes: object) -> Appeal:
    """Return the appeal after its next event."""
    return replace(appeal, version=appeal.version + 1, **changes)  # type: ignore[arg-type]
