"""Lessons say nothing that the policies of the product deny, and their numbers are the policies' own."""

from dataclasses import replace
from datetime import date

import pytest

from creditline.decisions import lessons
from creditline.decisions.lessons import Claim, codes_of, faults_of_lessons, lessons_for, shipped
from creditline.decisions.packs import LAW_OF, strategy
from creditline.decisions.wording import text_faults

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize("name", LAW_OF)
def test_every_policy_of_the_product_honours_every_lesson_it_gives_a_reason_for(name: str) -> None:
    policy = strategy(name)
    days = [day for day in policy.change_days() if day >= date(2025, 1, 1)]
    for on in (TODAY, *days):
        assert faults_of_lessons(policy, on) == []


def test_a_lesson_that_a_policy_denies_is_found_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    policy, told = strategy("cn-bank"), next(one for one in shipped() if one.id == "inquiries")
    lie = replace(told, claims=(Claim(then={"inquiries_90d": 20}, limit="stays"),))
    monkeypatch.setattr(lessons, "shipped", lambda: (lie,))
    (fault,) = faults_of_lessons(policy, TODAY)
    assert (fault.lesson, fault.policy) == ("inquiries", "cn-bank")
    assert "20000000 → 5000000" in fault.fault
    assert lessons_for(policy, ["INQUIRIES_RECENT"], TODAY) == []


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("cn-bank", "INQUIRIES_RECENT", "Up to 7 within 90 days"),
        ("us", "INQUIRIES_RECENT", "Up to 9 within 90 days"),
        ("cn-bank", "INCOME_STALE", "you may have 30000.00; every proven month's income adds 12 times"),
        ("cn-bank", "INCOME_STALE", "counts for 424 days"),
        ("us", "DTI_HIGH", "under 43% of your income"),
        ("cn-micro-loan", "REVENUE_DROP", "less than 30% against"),
        ("cn-consumer-finance", "TENURE", "after 12 months"),
        ("cn-bank", "THIRD_PARTY", "up to 24 hours"),
    ],
)
def test_the_numbers_are_those_of_the_policy(name: str, code: str, words: str) -> None:
    (told,) = lessons_for(strategy(name), [code], TODAY)
    assert words in told.text["en"]


def test_reasons_that_share_a_lesson_bring_it_once() -> None:
    told = lessons_for(strategy("cn-bank"), ["INCOME_STALE", "INQUIRIES_RECENT", "INCOME"], TODAY)
    assert [lesson.id for lesson in told] == ["proof-of-income", "inquiries"]


def test_every_reason_that_takes_something_has_a_lesson() -> None:
    taught = {code for lesson in shipped() for code in lesson.reasons}
    silent = {"BEHAVIOUR", "BAND", "CLEAR", "USUAL", "TRADE", "PRODUCT_CAP"}  # nothing that anybody could act on
    for name in LAW_OF:
        assert codes_of(strategy(name)) - taught - silent == set()


def test_lessons_speak_both_languages_and_say_something() -> None:
    for lesson in shipped():
        for words in (lesson.title, lesson.text):
            assert set(words) == {"en", "zh"}
            assert [fault for text in words.values() for fault in text_faults(text)] == []
