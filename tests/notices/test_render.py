"""Texts of notices: complete, in both languages, and without a word that says nothing."""

import string
from typing import Any

import pytest

from creditline.decisions.wording import text_faults
from creditline.law.shipped import pack
from creditline.law.terms import NoticeTerms
from creditline.notices.notice import Kind
from creditline.notices.render import FieldsMissing, WordsForbidden, render
from creditline.notices.wording import FIELDS, TEMPLATES

CUT: dict[str, Any] = {
    "old_limit": ("200000.00 CNY", "200000.00 CNY"),
    "new_limit": ("100000.00 CNY", "100000.00 CNY"),
    "since": ("2026-03-01", "2026 年 3 月 1 日"),
}
REASON = ("You are 75 days late at another lender.", "您在其他机构逾期 75 天。")


def test_a_notice_says_the_same_in_both_languages() -> None:
    texts = render(Kind.LIMIT_LOWERED, CUT, required=["old_limit", "new_limit", "since", "reasons"], reasons=[REASON])
    assert texts["en"].lead == "The limit of your line fell from 200000.00 CNY to 100000.00 CNY on 2026-03-01."
    assert texts["zh"].lead == "您的额度自 2026 年 3 月 1 日 起由 200000.00 CNY 下调至 100000.00 CNY。"
    assert texts["en"].reasons == (REASON[0],)
    assert [len(text.rows) for text in texts.values()] == [3, 3]


@pytest.mark.parametrize(
    ("given", "reasons", "required", "missing"),
    [
        (CUT, [], ["reasons"], ("reasons",)),
        (CUT, [REASON], ["old_limit", "creditor_name", "agency"], ("agency", "creditor_name")),
        (CUT | {"creditor_name": ("", "")}, [REASON], ["creditor_name"], ("creditor_name",)),
        (CUT | {"agency": ("FTC", "")}, [REASON], ["agency"], ("agency",)),
    ],
    ids=["no reason", "what nobody told", "an empty field", "one language only"],
)
def test_a_notice_with_a_gap_is_refused(
    given: dict[str, Any], reasons: list[Any], required: list[str], missing: tuple[str, ...]
) -> None:
    with pytest.raises(FieldsMissing) as refused:
        render(Kind.LIMIT_LOWERED, given, required=required, reasons=reasons)
    assert refused.value.missing == missing


@pytest.mark.parametrize(
    "reason",
    [
        ("Your score too low.", "原因"),
        ("A reason.", "综合评分不足"),
        ("Because you repaid early.", "原因"),
        ("x", "因为您还款"),
    ],
)
def test_a_notice_with_a_word_that_may_not_be_said_is_refused(reason: tuple[str, str]) -> None:
    with pytest.raises(WordsForbidden):
        render(Kind.LIMIT_LOWERED, CUT, reasons=[reason])


def test_at_most_four_reasons_are_told() -> None:
    texts = render(Kind.LIMIT_LOWERED, CUT, reasons=[REASON] * 6)
    assert len(texts["zh"].reasons) == 4


def test_no_text_of_ours_says_a_forbidden_word() -> None:
    assert set(TEMPLATES) == set(Kind)
    said = [text for template in TEMPLATES.values() for text in template.texts]
    assert [fault for text in said for fault in text_faults(text)] == []


def test_both_languages_name_the_same_fields() -> None:
    for template in TEMPLATES.values():
        named = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in template.lead]
        assert named[0] == named[1]


@pytest.mark.parametrize("name", ["cn", "us", "eu", "uk", "qc"])
def test_every_field_that_a_law_asks_for_has_a_name(name: str) -> None:
    told = {"decrease", "limit_change", "hold"}
    asked = {
        field
        for rule in pack(name).rules
        for clause in rule.clauses
        if isinstance(clause.terms, NoticeTerms) and clause.terms.trigger in told
        for field in clause.terms.fields
    }
    assert asked <= set(FIELDS) | {"reasons"}
