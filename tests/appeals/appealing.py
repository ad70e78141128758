"""Appeals to work on, and the people who do."""

from datetime import UTC, date, datetime

from creditline.appeals.appeal import Appeal, By, Evidence, EvidenceKind
from creditline.appeals.filing import file_appeal
from creditline.appeals.promise import DEFAULT_RULES
from creditline.appeals.work import assign

BORROWER = By("borrower", "line_shop", "borrower")
OFFICER = By("staff", "stf_1", "Lin")
SECOND = By("staff", "stf_2", "Bo")
FILED_ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
WORDS = "My income has risen since."


class Holidays:
    """Rests on weekends and on the days given."""

    def __init__(self, *days: date) -> None:
        self._days = frozenset(days)

    def is_rest_day(self, day: date, /) -> bool:
        return day.weekday() >= 5 or day in self._days


NATIONAL_DAY = Holidays(*(date(2026, 10, day) for day in range(1, 8)))


def filed(rule: str = "complaint", on: date = FILED_ON) -> Appeal:
    event = file_appeal(
        appeal_id="app_1",
        line_id="line_shop",
        against="dec_1",
        words=WORDS,
        rule=rule,
        by=BORROWER,
        at=AT,
        on=on,
        rules=DEFAULT_RULES,
        calendar=NATIONAL_DAY,
    )
    return event.after


def taken() -> Appeal:
    return assign(filed(), to=OFFICER.id, by=OFFICER, at=AT).after


def paper(valid_until: date, kind: EvidenceKind = EvidenceKind.INCOME) -> Evidence:
    return Evidence(
        id="evi_1",
        appeal_id="app_1",
        kind=kind,
        file_name="a.jpg",
        media_type="image/jpeg",
        size_bytes=1,
        sha256=b"",
        received_at=AT,
        valid_until=valid_until,
    )
