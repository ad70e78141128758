"""What a clause says in words."""

import pytest

from creditline.law.condition import parse_condition
from creditline.law.rule import Clause
from creditline.law.shipped import PACKS, NoSuchRule, find_rule, pack
from creditline.law.wording import condition_words, terms_words


def said(rule_id: str, clause: int = 0) -> list[str]:
    found, rule = find_rule(rule_id)
    return terms_words(rule.clauses[clause].terms, found.currency)


@pytest.mark.parametrize(
    ("rule_id", "clause", "first"),
    [
        ("CN-01", 0, "The limit is at most CNY 200000.00."),
        ("CN-06", 1, "The limit is at most 15 % of net assets, less group limits."),
        ("CN-29", 0, "No credit is given."),
        ("CN-09", 0, "All costs together are at most 24 % a year."),
        ("CN-11", 0, "All costs together are at most 4 times LPR_1Y of the contract date a year."),
        ("CN-05", 0, "partner share is at least 30 % of joint loan (partner share of loan)."),
        ("CN-25", 0, "Within 15 days of: complaint, extended to 30 days and to 60 days."),
        ("EU-03", 0, "The borrower is told, 30 days before: decrease."),
        ("US-12", 0, "Refused: raise limit, unless income recorded is yes and ratio recorded is yes."),
        ("CN-15", 0, "Refused: activate model, unless pia id is given."),
        ("CN-26R", 0, "Kept at least 120 months from: relation ended (transactions)."),
        ("CN-21", 0, "An adverse item vanishes 60 months after it ended."),
        ("CN-33", 0, "The lender's duty: check the evaluation and correct it."),
    ],
)
def test_what_a_clause_demands_is_a_sentence(rule_id: str, clause: int, first: str) -> None:
    assert said(rule_id, clause)[0] == first


def test_a_condition_names_each_fact_with_what_it_must_be() -> None:
    when = {
        "use": ["consumption", "travel"],
        "secured": False,
        "revenue_minor": {"above": 100_000, "at_most": "@most_minor"},
        "basis": {"none_of": ["agreed", "class_wide"]},
    }
    assert condition_words(parse_condition(when), "USD") == [
        "use is consumption or travel",
        "secured is no",
        "revenue is above USD 1000.00",
        "revenue is at most the fact most",
        "basis is none of agreed or class wide",
    ]


@pytest.mark.parametrize("clause", [clause for name in PACKS for rule in pack(name).rules for clause in rule.clauses])
def test_every_shipped_clause_has_words(clause: Clause) -> None:
    sentences = terms_words(clause.terms, "CNY")
    assert sentences
    assert all(one.endswith(".") and "_minor" not in one for one in sentences)


def test_a_rule_is_found_whatever_its_case_and_one_that_is_not_there_has_neighbours() -> None:
    assert find_rule("cn-01")[1].id == "CN-01"
    with pytest.raises(NoSuchRule, match=r"Near to it are CN-29, .*'creditline law list --all'"):
        find_rule("CN-99")
    with pytest.raises(NoSuchRule, match="PR-01, PR-02"):
        find_rule("transactor")
    with pytest.raises(NoSuchRule, match=r"any pack\. 'creditline"):
        find_rule("zzzz")
