"""What an officer does before deciding: take an appeal, give it back, ask for more, extend the promised day."""

from datetime import date, datetime, timedelta

from creditline.appeals.appeal import Appeal, AppealEvent, By, Happened, State
from creditline.appeals.filing import SHORTEST_WORDS, check_in, check_open, following
from creditline.appeals.promise import AppealRules, Calendar, promised_on
from creditline.appeals.refusals import NoExtensionLeft, OwnWordsMissing


def assign(appeal: Appeal, *, to: str, by: By, at: datetime) -> AppealEvent:
    """Give an appeal to a member of staff. Raises AppealSettled."""
    check_open(appeal)
    state = State.ASSIGNED if appeal.state is State.FILED else appeal.state
    after = following(appeal, state=state, assigned_to=to)
    return AppealEvent(kind=Happened.ASSIGNED, at=at, by=by, after=after, detail=to)


def unassign(appeal: Appeal, *, by: By, at: datetime) -> AppealEvent:
    """Put an appeal back into the queue. Raises AppealSettled, AppealElsewhere."""
    check_in(appeal, State.ASSIGNED)
    after = following(appeal, state=State.FILED, assigned_to=None)
    return AppealEvent(kind=Happened.UNASSIGNED, at=at, by=by, after=after)


def ask_for_more(appeal: Appeal, *, words: str, by: By, at: datetime, on: date, rules: AppealRules) -> AppealEvent:
    """Ask the borrower for more, and say by when. Raises AppealSettled, AppealElsewhere, OwnWordsMissing."""
    check_in(appeal, State.ASSIGNED)
    check_words(words)
    after = following(appeal, state=State.NEEDS_MORE, more_by=on + timedelta(days=rules.more_days))
    return AppealEvent(kind=Happened.MORE_ASKED, at=at, by=by, after=after, words=words.strip())


def extend(
    appeal: Appeal, *, words: str, by: By, at: datetime, filed_on: date, rules: AppealRules, calendar: Calendar
) -> AppealEvent:
    """Take the next longer period that the rule allows; `by` approves it and says why.

    Raises AppealSettled, OwnWordsMissing, NoExtensionLeft.
    """
    check_open(appeal)
    check_words(words)
    rule, extensions = rules.promise(appeal.rule), appeal.extensions + 1
    if extensions > len(rule.extended_days):
        raise NoExtensionLeft(rule.name)
    promised = promised_on(rule, filed_on, calendar, extensions=extensions)
    after = following(appeal, promised_on=promised, extensions=extensions)
    return AppealEvent(
        kind=Happened.EXTENDED, at=at, by=by, after=after, words=words.strip(), detail=promised.isoformat()
    )


def remind(appeal: Appeal, *, percent: int, by: By, at: datetime) -> AppealEvent:
    """Note that so many per cent of the promised time have passed. The appeal stays as it is."""
    return AppealEvent(kind=Happened.REMINDED, at=at, by=by, after=following(appeal), detail=str(percent))


def check_words(words: str) -> None:
    """Raise OwnWordsMissing for an answer that says nothing."""
    if len(words.strip()) < SHORTEST_WORDS:
        raise OwnWordsMissing(SHORTEST_WORDS)
