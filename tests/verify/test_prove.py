"""What is proven of a policy that keeps its promises, and what is shown of policies that break one."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import pytest
from kept_policy import KEPT, Edit, Edited

from creditline.policy.evaluate import evaluate
from creditline.policy.fault import PolicyRefused
from creditline.policy.load import load_policy
from creditline.verify.dynamics import read_dynamics
from creditline.verify.promises import questions_of
from creditline.verify.prove import prove
from creditline.verify.verdict import Certificate, Finding, Method, Verdict

C_ROW = """  ["C",    '-',   '-',     '-',    1500000, "BAND"],\n"""
LAST_ROWS = C_ROW + "]"
REPAID_IN_FULL = """repays everything", zh = "全额还清" }\nrepayment = true\nmoves = [\n"""
MODEL = 'is = "base.amount_minor"'
HELD = 'is = "if trigger = \\"repayment\\" then current_limit_minor else ceiling(current_limit_minor * 7 / 10)"'


def test_a_policy_that_keeps_its_promises_is_proven() -> None:
    certificate = prove(KEPT)
    assert certificate.verdict is Verdict.PROVEN
    assert set(certificate.verdicts) == {f"P{number}" for number in range(1, 9)}


def test_where_both_methods_apply_both_prove() -> None:
    findings = sorted(prove(KEPT).findings, key=lambda one: (one.promise, one.about))
    by_question = {key: list(found) for key, found in groupby(findings, key=lambda one: (one.promise, one.about))}
    both = {key for key, found in by_question.items() if {one.method for one in found} == {Method.CELLS, Method.SMT}}
    assert {promise for promise, _ in both} == {"P1", "P2", "P3", "P4", "P5", "P6", "P8"}
    assert all(one.verdict is Verdict.PROVEN for found in by_question.values() for one in found)


BROKEN: dict[str, tuple[str, Sequence[Edit]]] = {
    "a row that gives more to those who use more": (
        "P1",
        [("tables/base.toml", C_ROW, """  ["C2", '-', '>= 800', '-', 2000000, "USED"],\n""" + C_ROW)],
    ),
    "a row for those who are late that gives more than paying does": (
        "P1",
        [("tables/base.toml", """'> 30', 1000000""", """'> 30', 1600000""")],
    ),
    "a better score that gives less": ("P1", [("tables/base.toml", "5000000", "2900000")]),
    "a formula that counts what is drawn": (
        "P1",
        [("formula.toml", MODEL, 'is = "base.amount_minor + floor(drawn_minor / 100)"')],
    ),
    "no clause that holds the limit when a repayment arrives": (
        "P2",
        [("formula.toml", HELD, 'is = "ceiling(current_limit_minor * 7 / 10)"')],
    ),
    "a clause that holds only what is drawn": (
        "P2",
        [("formula.toml", "then current_limit_minor else", "then drawn_minor else")],
    ),
    "a constraint that is named, and a limit that falls far below it": (
        "P2",
        [
            (
                "formula.toml",
                "then current_limit_minor else",
                'and (kind != \\"person\\" or current_limit_minor <= @consumer_cap) then current_limit_minor else',
            ),
            ("formula.toml", "ceiling(current_limit_minor * 7 / 10)", "0"),
        ],
    ),
    "a limit before that the event itself takes down": (
        "P2",
        [
            (
                "events.toml",
                REPAID_IN_FULL,
                REPAID_IN_FULL + '  { fact = "current_limit_minor", may = "fall" },\n',
            )
        ],
    ),
    "a soft constraint that was made hard": (
        "P2",
        [("formula.toml", 'reason = "INCOME"', 'hard = true\nreason = "INCOME"')],
    ),
    "a high income that gives less": (
        "P3",
        [
            (
                "formula.toml",
                "max(income_cap, 500000)",
                "if income_minor > 5000000 then 1000000 else max(income_cap, 500000)",
            )
        ],
    ),
    "an appeal that costs": (
        "P4",
        [("formula.toml", MODEL, 'is = "if has_appealed then 1000000 else base.amount_minor"')],
    ),
    "a gap": ("P5", [("tables/base.toml", LAST_ROWS, "]")]),
    "an overlap": ("P5", [("tables/band.toml", "[500..700)", "[500..700]")]),
    "a dead row": ("P5", [("tables/base.toml", LAST_ROWS, C_ROW + """  ["D", '"C"', '-', '-', 100, "BAND"],\n]""")]),
    "a list that admits everything": (
        "P5",
        [("tables/base.toml", """["A1",   '"A"', '< 800'""", """["A1",   '"A"', '< 800, >= 500'""")],
    ),
    "a cap that the clause overrides": ("P6", [("formula.toml", "hard = true\n", "")]),
    "a cap that is taken from the day before": (
        "P6",
        [("formula.toml", "then @consumer_cap else", "then 20000001 else")],
    ),
    "a fall by half": ("P7", [("formula.toml", "current_limit_minor * 7 / 10", "current_limit_minor * 5 / 10")]),
    "a fall that rounding adds to": (
        "P7",
        [("formula.toml", "ceiling(current_limit_minor * 7 / 10)", "floor(current_limit_minor * 7 / 10)")],
    ),
    "a row without a reason": ("P8", [("tables/base.toml", 'zh = "已使用额度达到80%。"', 'zh = ""')]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_promise_is_refuted(name: str, edited: Edited) -> None:
    promise, edits = BROKEN[name]
    certificate = prove(edited(*edits))
    assert certificate.verdicts[promise] is Verdict.REFUTED
    assert certificate.verdict is Verdict.REFUTED


@pytest.mark.parametrize("name", [name for name, (promise, _) in BROKEN.items() if promise not in {"P5", "P8"}])
def test_a_counterexample_is_what_the_evaluator_says_too(name: str, edited: Edited) -> None:
    folder = edited(*BROKEN[name][1])
    finding = refutation(prove(folder), BROKEN[name][0])
    found = finding.counterexample
    assert found is not None
    policy = load_policy(folder)
    assert evaluate(policy, found.before.facts, on=found.on).limit_minor == found.before.limit_minor
    if found.after is not None:
        assert evaluate(policy, found.after.facts, on=found.on).limit_minor == found.after.limit_minor
    assert found.story["en"]
    assert "额度" in found.story["zh"]


def test_a_refuted_promise_lists_the_pairs_of_rows_that_break_it(edited: Edited) -> None:
    finding = refutation(prove(edited(*BROKEN["a better score that gives less"][1])), "P1")
    assert {("B1", "A1")} <= {pair["base"] for pair in finding.pairs if "base" in pair}


def test_the_enumeration_names_the_rows_across_which_a_limit_may_fall(edited: Edited) -> None:
    certificate = prove(edited(*BROKEN["a row that gives more to those who use more"][1]))
    note = next(one.note for one in certificate.findings if (one.promise, one.method) == ("P1", Method.CELLS))
    assert "base: C2 → C" in note


def test_parameters_of_days_before_the_policy_applies_do_not_count(edited: Edited) -> None:
    folder = edited(("formula.toml", "then @consumer_cap else", "then 30000000 else"))
    assert prove(folder).verdicts["P6"] is Verdict.REFUTED
    assert prove(folder, since=date(2025, 3, 14)).verdicts["P6"] is Verdict.PROVEN


def test_an_assumption_narrows_the_proof_and_is_printed_with_it(edited: Edited) -> None:
    edits = BROKEN["a high income that gives less"][1]
    folder = edited(*edits)
    with (folder / "events.toml").open("a", encoding="utf-8") as file:
        file.write('[[assume]]\nis = "income_minor <= 5000000"\ntext = { en = "Incomes are small", zh = "收入较低" }\n')
    certificate = prove(folder)
    assert certificate.verdicts["P3"] is Verdict.PROVEN
    assert "income_minor <= 5000000" in certificate.assumptions


def test_constraints_that_may_lower_a_limit_at_a_repayment_are_printed_with_the_proof() -> None:
    assert "the constraint 'law' may lower the limit at a repayment, to no less than it allows (P2)" in (
        prove(KEPT).assumptions
    )


def test_how_each_event_moves_the_facts_is_printed_with_the_proof(edited: Edited) -> None:
    said = prove(KEPT).assumptions
    moves = "drawn_minor to 0, age_days to 0, score up or not, trigger to repayment"
    assert f"full_repayment moves {moves}, and no other fact" in said
    folder = edited()
    still = '[events.nothing]\ntext = { en = "repays", zh = "还款" }\nrepayment = true\nmoves = []\n'
    (folder / "events.toml").write_text(still, encoding="utf-8")
    (folder / "promises.toml").write_text('[P1]\nevents = ["nothing"]\n', encoding="utf-8")
    assert "nothing moves no fact at all" in prove(folder).assumptions


def test_a_named_soft_constraint_may_lower_the_limit_to_what_it_is_rounded_down_to(edited: Edited) -> None:
    folder = edited(
        ("formula.toml", "then current_limit_minor else", "then 0 else"),
        ("promises.toml", 'unless = ["law"]', 'unless = ["law", "income", "model"]'),
    )
    assert prove(folder).verdicts["P2"] is Verdict.PROVEN


@pytest.mark.parametrize(
    ("said", "promise"),
    [
        ('trigger = \\"month_end\\"', "P1"),
        ("score > 600 and score < 500", "P3"),
        ("income_minor >= 1000000000 and @income_multiple > 30000", "P7"),
    ],
)
def test_of_states_that_cannot_be_nothing_is_proven_by_the_solver(said: str, promise: str, edited: Edited) -> None:
    folder = edited(("tables/base.toml", "5000000", "2900000"))
    with (folder / "events.toml").open("a", encoding="utf-8") as file:
        file.write(f'[[assume]]\nis = "{said}"\ntext = {{ en = "What cannot be", zh = "不可能" }}\n')
    certificate = prove(folder)
    assert certificate.verdicts[promise] is not Verdict.PROVEN
    assert any("no line can be in a state" in one.note for one in certificate.findings if one.promise == promise)


@pytest.mark.parametrize(
    ("promises", "said"),
    [
        ("[P1]\nevents = []\n[P5]\n", "'events' is empty, so nothing is promised"),
        ('[P3]\nrises_with = ["kind"]\n', "The named values of 'kind' do not rise or fall"),
    ],
)
def test_a_promise_that_asks_nothing_is_refused(promises: str, said: str, edited: Edited) -> None:
    folder = edited()
    (folder / "promises.toml").write_text(promises, encoding="utf-8")
    with pytest.raises(PolicyRefused, match=said):
        prove(folder)


def test_each_question_has_a_verdict_of_its_own(edited: Edited) -> None:
    folder = edited()
    (folder / "promises.toml").write_text(
        """
        [P3]
        rises_with = ["score"]
        falls_with = ["score"]
        [P6]
        caps = [
          { parameter = "consumer_cap", when = { kind = "person" } },
          { parameter = "consumer_cap", when = { kind = "business" } },
        ]
        """,
        encoding="utf-8",
    )
    policy = load_policy(folder)
    asked = [(one.promise, one.about) for one in questions_of(policy, read_dynamics(folder, policy))]
    assert asked == [
        ("P3", "score rises"),
        ("P3", "score falls"),
        ("P6", "consumer_cap where kind = person"),
        ("P6", "consumer_cap where kind = business"),
    ]


@pytest.mark.parametrize("saturates", ["true", "false"])
def test_a_ratio_that_becomes_less_than_its_column_holds_is_not_lost(saturates: str, edited: Edited) -> None:
    folder = edited(
        ("tables/base.toml", "low = 0, high = 2000", "low = 10, high = 2000"),
        ("tables/base.toml", "when_zero = 0, saturates = true", f"when_zero = 2000, saturates = {saturates}"),
        ("tables/base.toml", "'< 800', '-',    5000000", "'< 800', '-',    3900000"),
    )
    cells = [one for one in prove(folder).findings if (one.promise, one.method) == ("P1", Method.CELLS)]
    assert [one.verdict for one in cells] == [Verdict.UNKNOWN, Verdict.UNKNOWN]


def test_promising_nothing_proves_nothing(edited: Edited) -> None:
    folder = edited()
    (folder / "promises.toml").write_text("", encoding="utf-8")
    assert prove(folder).verdict is Verdict.UNKNOWN


def test_a_solver_that_gives_up_proves_nothing(edited: Edited) -> None:
    folder = edited()
    (folder / "promises.toml").write_text('[P7]\ncurrent = "current_limit_minor"\nmost_fall_percent = 30\n')
    certificate = prove(folder, timeout_s=0)
    assert certificate.verdict is not Verdict.PROVEN


def refutation(certificate: Certificate, promise: str) -> Finding:
    return next(one for one in certificate.counterexamples if one.promise == promise)
