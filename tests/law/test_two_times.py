"""When a rule counts and when we knew of it are two questions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from legal import YUAN, consumer, law

from creditline.law.caps import binding_caps
from creditline.law.changes import RuleChange, change_of_day, judge, offending
from creditline.law.condition import FactMissing, parse_condition
from creditline.law.notices import missing_fields, notices_for
from creditline.law.pack import Law, Pack, rules_in_force, with_rule
from creditline.law.read import LawMalformed, parse_pack
from creditline.law.shipped import PACKS, PackUnknown, pack

HEAD = b'pack = "x"\ntitle = "X"\ncurrency = "CNY"\nzone = "Asia/Shanghai"\n'
RULE = b"""
[[rule]]
id = "X-01"
kind = "cap"
title = "t"
title_zh = "t"
verified = "P"
source = "s"
read_in = "r"
read_on = 2026-11-23
"""
CLAUSE = b"[[rule.clause]]\nfrom = 2020-01-01\namount_minor = 5\n"
LEARNED = datetime(2026, 8, 5, 1, tzinfo=UTC)  # 09:00 in Shanghai


def learned_late() -> Pack:
    """China, where the disclosure of costs (from 2026-08-01) was entered only on 2026-08-05 at 09:00."""
    text = (HEAD + RULE).replace(b'kind = "cap"', b'kind = "notice"') + (
        b"[[rule.clause]]\nfrom = 2026-08-01\nknown_from = 2026-08-05T09:00:00+08:00\n"
        b'trigger = "draw_contract"\ndirection = "before"\nfields = ["yearly_cost"]\n'
    )
    return with_rule(parse_pack(HEAD + RULE + CLAUSE, file="x.toml"), parse_pack(text, file="x.toml").rules[0])


@dataclass(frozen=True)
class Made:
    """A decision: its id, when it was made, and what its text said."""

    id: str
    at: datetime
    fields: frozenset[str]


def complete(law_then: Law, made: Made) -> bool:
    return missing_fields(notices_for(law_then, "draw_contract", {}), made.fields) == []


def test_a_rule_learned_late_lists_exactly_the_decisions_that_break_it() -> None:
    """1,240 decisions from 1 August to the morning of the 5th; 31 of them did not show the yearly cost."""
    begin = datetime(2026, 7, 31, 16, tzinfo=UTC)
    step = (LEARNED - begin) / 1_240
    made = [
        Made(f"dec_{number:04}", begin + number * step, frozenset() if number % 40 == 7 else frozenset({"yearly_cost"}))
        for number in range(1_240)
    ]
    broken = [each.id for each in made if not each.fields]
    assert len(broken) == 31
    judged = list(
        judge(
            made,
            pack=learned_late(),
            valid_known_at=LEARNED + timedelta(days=1),
            name_of=lambda each: each.id,
            times_of=lambda each: (each.at.astimezone(UTC).date() + timedelta(days=1), each.at),
            keeps=complete,
        )
    )
    assert all(each.as_known for each in judged)
    assert offending(judged) == broken


def test_a_decision_made_before_the_rule_counted_is_not_an_offence() -> None:
    early = Made("dec_early", datetime(2026, 7, 30, tzinfo=UTC), frozenset())
    judged = judge(
        [early],
        pack=learned_late(),
        valid_known_at=LEARNED,
        name_of=lambda each: each.id,
        times_of=lambda each: (each.at.date(), each.at),
        keeps=complete,
    )
    assert offending(judged) == []


def test_a_change_of_the_law_names_exactly_the_lines_it_touches() -> None:
    change = change_of_day(pack("cn"), date(2025, 3, 13), date(2025, 3, 14), LEARNED)
    lines = {
        "line_good": consumer(credit_good=True, need_large=True),
        "line_ordinary": consumer(),
        "line_business": consumer(use="business"),
        "line_minor": consumer(age_years=17, credit_good=True, need_large=True),
    }
    assert change.rule_ids == ("CN-02",)
    assert change.touched(lines) == ["line_good"]


def test_a_line_whose_facts_cannot_tell_is_touched() -> None:
    change = change_of_day(pack("cn"), date(2025, 3, 13), date(2025, 3, 14), LEARNED)
    without = {name: value for name, value in consumer().items() if name != "need_large"} | {"credit_good": True}
    assert change.touched({"line_unclear": without}) == ["line_unclear"]


def test_nothing_is_in_force_that_nobody_knew_of() -> None:
    day = date(2026, 8, 2)
    before, after = (rules_in_force(learned_late(), day, at) for at in (LEARNED - timedelta(seconds=1), LEARNED))
    assert (before.ids, after.ids) == ((), ("X-01",))


def test_caps_that_tie_are_all_named() -> None:
    facts = consumer(lender="micro_lender", net_assets_minor=2_000_000 * YUAN, group_limits_minor=100_000 * YUAN)
    assert [cap.rule_id for cap in binding_caps(law("cn", "2026-06-01"), facts)] == ["CN-06"] * 3


def test_a_fact_that_matters_and_is_missing_fails_loudly() -> None:
    facts = {name: value for name, value in consumer().items() if name != "student"} | {"lender": "micro_lender"}
    with pytest.raises(FactMissing, match="student"):
        binding_caps(law("cn", "2026-06-01"), facts)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (HEAD + RULE.replace(b'"cap"', b'"cup"') + CLAUSE, "kind"),
        (HEAD + RULE + CLAUSE.replace(b"amount_minor", b"amount"), "'amount' is no term"),
        (HEAD + RULE + CLAUSE.replace(b"5", b'"5"'), "must be a int"),
        (HEAD + RULE + CLAUSE.replace(b"2020-01-01", b"1"), "'from' must be a date"),
        (HEAD + RULE + CLAUSE + b"when = { x = { near = 3 } }\n", "is no test"),
        (HEAD + RULE + CLAUSE + RULE + CLAUSE, "stands twice"),
        (HEAD + RULE.replace(b'verified = "P"\n', b"") + CLAUSE, "verified"),
        (b"pack = ", "the file"),
    ],
)
def test_a_malformed_rule_is_named_with_its_place(text: bytes, what: str) -> None:
    with pytest.raises(LawMalformed, match=what):
        parse_pack(text, file="x.toml")


@pytest.mark.parametrize("name", PACKS)
def test_every_shipped_rule_has_both_languages_and_a_source(name: str) -> None:
    for rule in pack(name).rules:
        assert rule.title
        assert rule.source.instrument
        assert any("\u4e00" <= sign <= "\u9fff" for sign in rule.title_zh)
        assert rule.clauses


def test_a_pack_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PackUnknown):
        pack("atlantis")


def test_a_condition_without_a_test_is_refused() -> None:
    with pytest.raises(ValueError, match="is no test"):
        parse_condition({"age_years": {}})


def test_a_rule_that_was_only_read_anew_has_not_changed() -> None:
    text = (HEAD + RULE + CLAUSE).replace(b"2026-11-23", b"2026-12-01")
    on, at = date(2026, 8, 2), LEARNED
    before = rules_in_force(parse_pack(HEAD + RULE + CLAUSE, file="x.toml"), on, at)
    assert RuleChange(before, rules_in_force(parse_pack(text, file="x.toml"), on, at)).rule_ids == ()
    text = text.replace(b"amount_minor = 5", b"amount_minor = 6")
    assert RuleChange(before, rules_in_force(parse_pack(text, file="x.toml"), on, at)).rule_ids == ("X-01",)
