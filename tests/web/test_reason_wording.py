"""Reasons as borrowers read them."""

import pytest

from creditline.decisions.decision import Reason
from creditline.web.i18n import language
from creditline.web.reason_wording import reason_words, reasons_words

ENGLISH, CHINESE = language("en"), language("zh_CN")
INCOME = Reason(
    code="DTI_HIGH",
    stage="affordability",
    en="With 3983.33 a month owed elsewhere, your income of 8000.00 carries 40000.08.",
    zh="每月其他还款 3983.33，您的收入 8000.00 可对应 40000.08。",
)
USE = Reason(code="SCORE_UTILISATION", stage="model", en="utilisation now: 38.88%", zh="当前额度使用率：38.88%")
SHARE = Reason(
    code="REVENUE",
    stage="revenue",
    en="A limit is at most 30.25% of a year's revenue of 91000.00.",
    zh="额度不超过年营业额 91000.00 的 30.25%。",
)


def test_amounts_of_a_policy_carry_their_currency() -> None:
    assert reason_words(INCOME, "CNY", ENGLISH) == (
        "With CN¥3,983.33 a month owed elsewhere, your income of CN¥8,000.00 carries CN¥40,000.08."
    )
    assert reason_words(INCOME, "CNY", CHINESE) == "每月其他还款 ¥3,983.33，您的收入 ¥8,000.00 可对应 ¥40,000.08。"


@pytest.mark.parametrize("reason", [USE, SHARE])
def test_shares_and_what_a_scorecard_counts_are_no_money(reason: Reason) -> None:
    percent = "38.88%" if reason is USE else "30.25%"
    assert f"¥{percent}" not in reason_words(reason, "CNY", CHINESE)
    assert percent in reason_words(reason, "CNY", ENGLISH)


def test_a_currency_without_cents_is_left_alone() -> None:
    assert reason_words(Reason(code="INCOME", stage="income", en="8000 carries 9.", zh=""), "JPY", ENGLISH) == (
        "8,000 carries 9."
    )


def test_reasons_after_each_other_are_sentences() -> None:
    assert reasons_words([USE, INCOME], "CNY", ENGLISH).startswith("Utilisation now: 38.88%. With CN¥3,983.33")
    assert reasons_words([USE, INCOME], "CNY", CHINESE).startswith("当前额度使用率：38.88%。每月其他还款")
