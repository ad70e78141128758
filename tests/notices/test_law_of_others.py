"""What notices of decisions must hold under laws other than the sandbox's."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from notified import decision, line

from creditline.decisions.decision import Due, Effect
from creditline.decisions.flags import Flag, FlagState
from creditline.notices.lender import NOBODY, Lender
from creditline.notices.of_decision import notice_of_decision
from creditline.notices.of_flag import notice_of_release
from creditline.notices.render import FieldsMissing

US_03 = Due(
    rule_id="US-03",
    trigger="decrease",
    by=date(2026, 3, 31),
    fields=("action", "creditor_name", "creditor_address", "ecoa_text", "agency", "reasons"),
    on_request=False,
)
US_10 = replace(
    US_03,
    rule_id="US-10",
    fields=("score", "score_range", "score_date", "key_factors", "bureau_name", "bureau_contact"),
)
EU_03 = replace(US_03, rule_id="EU-03", fields=("old_limit", "reasons", "instalments_12_equal", "rate_of_instalments"))
LENDER = Lender(name="Corner Bank", address="1 Main Street", agency="Federal Trade Commission", bureau_name="A Bureau")


def test_a_lender_that_does_not_say_who_it_is_lowers_nothing() -> None:
    with pytest.raises(FieldsMissing) as refused:
        notice_of_decision(decision(due=(US_03,)), line("USD"), NOBODY)
    assert refused.value.missing == ("agency", "creditor_address", "creditor_name")


def test_the_end_of_a_hold_is_dated_where_the_line_is_kept() -> None:
    """In Shanghai it is the next day already when it is seven in the evening in Greenwich."""
    ended = datetime(2026, 3, 1, 19, tzinfo=UTC)
    flag = Flag(
        id="flag_1", line_id="line_story", version=2, kind="linked_flow", row="", doubt_minor=500, raised_at=ended,
        deadline_at=ended, reason=decision().reasons[0], state=FlagState.CLEARED, closed_at=ended,
    )  # fmt: skip
    kept = line("CNY")
    kept = replace(kept, terms=replace(kept.terms, zone="Asia/Shanghai"))
    notice = notice_of_release(flag, 500, kept, LENDER, ended)
    assert notice is not None
    assert "since Mar 2, 2026" in notice.texts["en"].lead
    assert "2026年3月2日" in notice.texts["zh"].lead


def test_an_american_notice_names_lender_authority_and_equal_treatment() -> None:
    notice = notice_of_decision(decision(due=(US_03,)), line("USD"), LENDER)
    assert notice is not None
    rows = dict(notice.texts["en"].rows)
    assert (rows["Lender"], rows["Authority"]) == ("Corner Bank", "Federal Trade Commission")
    assert "race" in rows["Equal treatment"]
    assert (notice.language, notice.due_on, notice.rules) == ("en", date(2026, 3, 31), ("US-03",))


def test_data_of_a_bureau_bring_the_bureau_into_the_notice() -> None:
    with pytest.raises(FieldsMissing) as refused:
        notice_of_decision(decision(due=(US_03, US_10)), line("USD"), LENDER)
    assert refused.value.missing == ("bureau_contact", "score_range")
    complete = replace(LENDER, bureau_contact="1-800-0000", score_range="300 to 850")
    notice = notice_of_decision(decision(due=(US_03, US_10)), line("USD"), complete)
    assert notice is not None
    assert dict(notice.texts["en"].rows)["Score that was used"] == "610"


def test_a_european_notice_offers_twelve_instalments_that_pay_all_back() -> None:
    notice = notice_of_decision(decision(due=(EU_03,)), line("EUR", principal=100_001), LENDER)
    assert notice is not None
    rows = dict(notice.texts["en"].rows)
    assert rows["You may repay in 12 equal parts of"] == "83.34 EUR"
    assert rows["Yearly rate of these instalments"] == "14.60%"


def test_what_is_owed_on_request_only_need_not_be_told() -> None:
    asked = replace(US_03, on_request=True)
    notice = notice_of_decision(decision(due=(asked,)), line("USD"), NOBODY)
    assert notice is not None
    assert notice.due_on is None


@pytest.mark.parametrize("effect", [Effect.KEPT, Effect.PAUSED])
def test_nothing_is_told_of_a_limit_that_stays(effect: Effect) -> None:
    assert notice_of_decision(decision(effect=effect), line("CNY"), NOBODY) is None


def test_the_same_notice_has_the_same_hash_and_another_one_has_not() -> None:
    first, again = (notice_of_decision(decision(), line("CNY"), NOBODY) for _ in range(2))
    other = notice_of_decision(decision(limit_minor=1), line("CNY"), NOBODY)
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.sha256 == again.sha256 != other.sha256
