"""DMN of compliance level 2. The models are written here, so that each test shows what it is about."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import pytest

from creditline.exchange.dmn import as_json
from creditline.exchange.dmn.evaluate import DmnCircle, DmnInputMissing, InputOutside, evaluate_decisions
from creditline.exchange.dmn.expression import FunctionUnknown, NameUnknown
from creditline.exchange.dmn.hits import RulesConflict
from creditline.exchange.dmn.model import DecisionUnknown
from creditline.exchange.dmn.read import DmnOutside, DmnUnreadable, parse_model, read_model
from creditline.exchange.dmn.tables import read_tables
from creditline.exchange.dmn.types import InputWrong
from creditline.exchange.dmn.write import DmnCannotSay, write_model
from creditline.exchange.folder import replace_tables
from creditline.policy.evaluate import evaluate
from creditline.policy.load import load_policy
from creditline.policy.table import Hit
from creditline.policy.write import table_data

EXAMPLE = Path(__file__).parents[1] / "policy" / "example"


def model(*parts: str, version: str = "https://www.omg.org/spec/DMN/20230324/MODEL/") -> bytes:
    return f'<definitions xmlns="{version}" name="test">{"".join(parts)}</definitions>'.encode()


def given(name: str, type_ref: str = "number") -> str:
    return f'<inputData id="i_{name}" name="{name}"><variable name="{name}" typeRef="{type_ref}"/></inputData>'


def decision(name: str, logic: str, needs: tuple[str, ...] = (), type_ref: str = "Any") -> str:
    required = "".join(
        f'<informationRequirement><requiredInput href="#{one}"/></informationRequirement>' for one in needs
    )
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>'
    return f'<decision id="d_{name}" name="{name}">{variable}{required}{logic}</decision>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(hit: str, rows: list[tuple[str, str]], extra: str = "", output: str = "<output/>") -> str:
    rules = "".join(
        f"<rule><inputEntry><text>{escape(cell)}</text></inputEntry><outputEntry><text>{escape(result)}</text></outputEntry></rule>"
        for cell, result in rows
    )
    column = '<input label="x"><inputExpression typeRef="number"><text>x</text></inputExpression></input>'
    return f'<decisionTable hitPolicy="{hit}" {extra}>{column}{output}{rules}</decisionTable>'


def ask(text: bytes, inputs: dict[str, Any], name: str = "d") -> Any:
    return evaluate_decisions(parse_model(text, "test"), inputs, [name])[name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
        ("2 / 3 * 3", Decimal("2.000000000000000000000000000000000")),
        ("0.1 + 0.2 = 0.3", True),
        ("10 / 0", None),
        ("-2 ** 2", Decimal(4)),
        ("2 ** -1", Decimal("0.5")),
        ("1 + null", None),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ("null = null", True),
        ("null = 1", False),
        ('1 = "1"', None),
        ("1 < 2 and 2 < 3", True),
        ("null and false", False),
        ("null or true", True),
        ("true and null", None),
        ("not(null)", None),
        ("not(1 = 2)", True),
        ("if 1 > 2 then 3 else 4", Decimal(4)),
        ("if null then 3 else 4", Decimal(4)),
        ("5 in [1..5]", True),
        ("5 in (< 3, > 4)", True),
        ("5 between 6 and 7", False),
        ('date("2026-01-31") + duration("P1M") = date("2026-02-28")', True),
        ('date("2026-03-01") - date("2026-02-01") = duration("P28D")', True),
        ('date("2026-03-01") < date("2026-02-01")', False),
        ('date and time("2026-03-01T10:00:00") + duration("PT90M") = date and time("2026-03-01T11:30:00")', True),
        ('duration("P1Y") + duration("P2M") = duration("P14M")', True),
        ('duration("P1D") * 2 = duration("P2D")', True),
        ('time("10:00:00") < time("11:00:00")', True),
        ('date("2026-03-01").year', Decimal(2026)),
        ('date("nonsense")', None),
    ],
)
def test_an_expression_has_its_value(text: str, expected: object) -> None:
    assert ask(model(decision("d", literal(text))), {}) == expected


ROWS = [("> 10", '"high"'), ("> 5", '"middle"'), ("> 0", '"low"')]
RANKED = '<output><outputValues><text>"low", "middle", "high"</text></outputValues></output>'
NUMBERS = [("> 10", "1"), ("> 5", "2.5"), ("> 0", "4")]


@pytest.mark.parametrize(
    ("logic", "x", "expected"),
    [
        (table("UNIQUE", [("> 10", "1"), ("<= 10", "2")]), 11, Decimal(1)),
        (table("UNIQUE", [("> 10", "1")]), 3, None),
        (table("ANY", [("> 10", "1"), ("> 5", "1")]), 11, Decimal(1)),
        (table("FIRST", ROWS), 11, "high"),
        (table("PRIORITY", ROWS, output=RANKED), 11, "low"),
        (table("OUTPUT ORDER", ROWS, output=RANKED), 11, ["low", "middle", "high"]),
        (table("RULE ORDER", ROWS), 11, ["high", "middle", "low"]),
        (table("COLLECT", ROWS), 6, ["middle", "low"]),
        (table("COLLECT", NUMBERS, 'aggregation="SUM"'), 11, Decimal("7.5")),
        (table("COLLECT", NUMBERS, 'aggregation="MIN"'), 11, Decimal(1)),
        (table("COLLECT", NUMBERS, 'aggregation="MAX"'), 11, Decimal(4)),
        (table("COLLECT", NUMBERS, 'aggregation="COUNT"'), 11, Decimal(3)),
        (table("COLLECT", NUMBERS, 'aggregation="COUNT"'), -1, Decimal(0)),
        (table("COLLECT", NUMBERS, 'aggregation="SUM"'), -1, None),
        (table("FIRST", [("not(1, [3..4))", "true")]), 3, None),
        (table("FIRST", [("not(1, [3..4))", "true")]), 4, True),
        (table("FIRST", [("-", "x * 2")]), 4, Decimal(8)),
        (table("FIRST", [("null", "true")]), None, True),
        (table("FIRST", [("< 3", "true")]), None, None),
    ],
)
def test_each_hit_policy_gives_what_dmn_says(logic: str, x: object, expected: object) -> None:
    assert ask(model(given("x"), decision("d", logic, ("i_x",))), {"x": x}) == expected


def test_several_outputs_are_a_structure_and_defaults_fill_it() -> None:
    outputs = (
        '<output name="a"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>'
        '<output name="b"><defaultOutputEntry><text>0</text></defaultOutputEntry></output>'
    )
    cells = "<inputEntry><text>1</text></inputEntry>"
    cells += '<outputEntry><text>"one"</text></outputEntry><outputEntry><text>10</text></outputEntry>'
    row = f"<rule>{cells}</rule>"
    logic = table("UNIQUE", [], output=outputs).replace("</decisionTable>", f"{row}</decisionTable>")
    text = model(given("x"), decision("d", logic, ("i_x",)))
    assert ask(text, {"x": 1}) == {"a": "one", "b": Decimal(10)}
    assert ask(text, {"x": 2}) == {"a": "none", "b": Decimal(0)}


def test_a_knowledge_model_is_called_by_place_by_name_and_by_invocation() -> None:
    function = (
        '<businessKnowledgeModel id="k" name="half of"><encapsulatedLogic><formalParameter name="n"/>'
        f'<formalParameter name="by"/>{literal("n / 2 + by")}</encapsulatedLogic></businessKnowledgeModel>'
    )
    invocation = (
        f'<invocation>{literal("half of")}<binding><parameter name="by"/>{literal("x")}</binding>'
        f'<binding><parameter name="n"/>{literal("10")}</binding></invocation>'
    )
    for logic in (literal("half of(10, x)"), literal("half of(by: x, n: 10)"), invocation):
        assert ask(model(given("x"), function, decision("d", logic, ("i_x",))), {"x": 1}) == Decimal(6)


def test_decisions_are_worked_out_after_those_they_require() -> None:
    needs = '<informationRequirement><requiredDecision href="#d_first step"/></informationRequirement>'
    second = decision("d", literal("first step + 1")).replace("<literalExpression>", f"{needs}<literalExpression>")
    text = model(second, decision("first step", literal("x * 2"), ("i_x",)), given("x"))
    assert ask(text, {"x": 4}) == Decimal(9)
    circle = needs.replace("d_first step", "d_d")
    with pytest.raises(DmnCircle, match="'d'"):
        ask(model(decision("d", literal("1")).replace("<literalExpression>", f"{circle}<literalExpression>")), {})


TYPES = (
    '<itemDefinition name="tBand"><typeRef>string</typeRef>'
    '<allowedValues><text>"A", "B"</text></allowedValues></itemDefinition>'
    '<itemDefinition name="tLoan"><itemComponent name="rate"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="tDays" isCollection="true"><typeRef>date</typeRef></itemDefinition>'
)


@pytest.mark.parametrize(
    ("type_ref", "value", "error"),
    [
        ("number", "5", None),
        ("number", "five", ValueError),
        ("number", True, InputWrong),
        ("string", 5, InputWrong),
        ("boolean", True, None),
        ("date", "2026-01-31", None),
        ("date", "2026-02-31", ValueError),
        ("tBand", "A", None),
        ("tBand", "C", InputWrong),
        ("tLoan", {"rate": 5}, None),
        ("tLoan", {"rate": "high"}, ValueError),
        ("tLoan", 5, InputWrong),
        ("tDays", ["2026-01-31"], None),
        ("tDays", "2026-01-31", InputWrong),
    ],
)
def test_inputs_are_held_against_their_types(type_ref: str, value: object, error: type[Exception] | None) -> None:
    text = model(TYPES, given("x", type_ref), decision("d", literal("x"), ("i_x",)))
    if error is None:
        assert ask(text, {"x": value}) is not None
    else:
        with pytest.raises(error):
            ask(text, {"x": value})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (decision("d", "<context/>"), "decision 'd'"),
        (decision("d", "<list/>"), "decision 'd'"),
        (decision("d", ""), "decision 'd'"),
        (decision("d", literal("for i in x return i")), "decision 'd'"),
        (decision("d", literal("[1, 2]")), "decision 'd'"),
        (decision("d", literal("x[1]")), "decision 'd'"),
        (decision("d", literal("1 +")), "decision 'd'"),
        (
            decision("d", table("FIRST", [("1", "2"), ("some i in x satisfies i", "2")])),
            "decision 'd', rule 2, column 'x'",
        ),
        (decision("d", table("FIRST", [("1", "{a: 1}")])), "decision 'd', rule 1, column 'output'"),
        (decision("d", table("FIFTH", [("1", "2")])), "decision 'd', hit policy"),
        (decision("d", table("COLLECT", [("1", "2")], 'aggregation="MEAN"')), "decision 'd', aggregation"),
        (decision("d", table("FIRST", [("1", "2")], output="<output/><output/>")), "decision 'd', rule 1"),
        (
            decision("d", table("COLLECT", [], 'aggregation="SUM"', '<output name="a"/><output name="b"/>')),
            "decision 'd'",
        ),
    ],
)
def test_what_is_outside_level_2_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(DmnOutside) as refused:
        parse_model(model(given("x"), text), "test")
    assert refused.value.place == place


def test_what_cannot_be_evaluated_is_said_and_not_guessed() -> None:
    x = given("x")
    with pytest.raises(DmnInputMissing, match="'x'"):
        ask(model(x, decision("d", literal("x"), ("i_x",))), {})
    with pytest.raises(NameUnknown, match="'x'"):
        ask(model(x, decision("d", literal("x"))), {"x": 1})
    with pytest.raises(FunctionUnknown, match="'sum'"):
        ask(model(x, decision("d", literal("sum(1, 2)"))), {})
    with pytest.raises(DecisionUnknown, match="It has: d"):
        ask(model(decision("d", literal("1"))), {}, "other")
    for hit in ("UNIQUE", "ANY"):
        with pytest.raises(RulesConflict, match="the rules 1, 2 apply together"):
            ask(model(x, decision("d", table(hit, [("1", "2"), ("-", "3")]), ("i_x",))), {"x": 1})
    tested = '<inputExpression typeRef="number"><text>x</text></inputExpression>'
    values = "<inputValues><text>[0..9]</text></inputValues>"
    logic = f'<decisionTable><input label="x">{tested}{values}</input><output/></decisionTable>'
    with pytest.raises(InputOutside, match=r"column 'x': 10 is none of \[0\.\.9\]"):
        ask(model(x, decision("d", logic, ("i_x",))), {"x": 10})


@pytest.mark.parametrize(
    "version",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
    ],
)
def test_every_version_of_dmn_is_read(version: str) -> None:
    assert ask(model(decision("d", literal("1")), version=version), {}) == Decimal(1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"no XML", "cannot be read as DMN"),
        (b"<other/>", "its root is 'other'"),
        (b'<!DOCTYPE d [<!ENTITY e "x">]><definitions>&e;</definitions>', "cannot be read as DMN"),
    ],
)
def test_what_is_no_dmn_is_refused(text: bytes, says: str) -> None:
    with pytest.raises(DmnUnreadable, match=says):
        parse_model(text, "test")


def test_tables_written_as_dmn_read_back_equal(tmp_path: Path) -> None:
    policy = load_policy(EXAMPLE)
    write_model(policy, tmp_path / "policy.dmn")
    back = read_tables(read_model(tmp_path / "policy.dmn"))
    assert back == {one.id: table_data(one) for one in policy.tables}
    folder = shutil.copytree(EXAMPLE, tmp_path / "policy")
    assert replace_tables(folder, back) == []


def test_tables_written_as_dmn_decide_as_the_policy(tmp_path: Path) -> None:
    policy = load_policy(EXAMPLE)
    write_model(policy, tmp_path / "policy.dmn")
    written = read_model(tmp_path / "policy.dmn")
    rng = Random(5)  # noqa: S311 - any will do
    for _ in range(200):
        facts = {name: domain.value(rng.randint(domain.low, domain.high)) for name, domain in policy.facts.items()}
        facts["current_limit_minor"] = rng.choice([0, 1000, facts["current_limit_minor"]])
        facts["drawn_minor"] = rng.choice([799, 800, 801, 900_000])
        found = evaluate(policy, facts, on=policy.cases[0].on)
        theirs = evaluate_decisions(written, facts)
        assert theirs == {
            "band": found.output("band", "band"),
            "base": Decimal(str(found.output("base", "amount_minor"))),
        }


def test_a_table_of_others_becomes_one_of_ours(tmp_path: Path) -> None:
    rows = [("> 30", '"late"'), ("<= 30", '"in time"')]
    output = '<output><outputValues><text>"late", "in time"</text></outputValues></output>'
    text = model(
        given("age_days"),
        decision("Payment Record", table("UNIQUE", rows, output=output).replace(">x<", ">age_days<"), ("i_age_days",)),
    )
    data = read_tables(parse_model(text, "test"))["payment_record"]
    assert data["inputs"] == [{"name": "x", "fact": "age_days"}]
    assert data["rows"] == [["r1", "> 30", "late", "IMPORTED"], ["r2", "<= 30", "in time", "IMPORTED"]]
    data["reasons"] = {"IMPORTED": {"en": "Late or not.", "zh": "是否逾期。"}}
    folder = shutil.copytree(EXAMPLE, tmp_path / "policy")
    assert replace_tables(folder, {"payment_record": data}) == ["tables/payment_record.toml"]
    assert load_policy(folder).table("payment_record").hit is Hit.UNIQUE


@pytest.mark.parametrize(
    ("logic", "says"),
    [
        (table("PRIORITY", [("1", "2")]), "no hit policy PRIORITY"),
        (table("FIRST", [("1", "x + 1")]), "rule 1, column 'output': our results are"),
        (table("FIRST", [("1", "1.5")]), "rule 1, column 'output': our results are"),
        (table("FIRST", [("1", "2")]).replace(">x<", ">x * 2<"), "input 'x': our columns hold a fact"),
    ],
)
def test_a_table_that_ours_cannot_be_is_refused(logic: str, says: str) -> None:
    with pytest.raises(DmnOutside, match="decision 'd'") as refused:
        read_tables(parse_model(model(given("x"), decision("d", logic, ("i_x",))), "test"))
    assert says in str(refused.value)


def test_a_least_of_several_outputs_has_no_dmn(tmp_path: Path) -> None:
    policy = load_policy(EXAMPLE)
    band, base = policy.tables
    several = replace(base, hit=Hit.COLLECT_MIN, outputs=base.outputs * 2)
    with pytest.raises(DmnCannotSay, match="'base'"):
        write_model(replace(policy, tables=(band, several)), tmp_path / "policy.dmn")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.3333333333333333333333333333333333"), "0.3333333333333333333333333333333333"),
        (Decimal("1.2E+3"), "1200"),
        (Decimal("7.50"), "7.5"),
        ({"a": [None, True, "横"]}, '{"a": [null, true, "横"]}'),
    ],
)
def test_values_are_written_as_json_with_all_their_digits(value: Any, text: str) -> None:
    assert as_json.written(value) == text


def test_inputs_are_json_or_a_file_of_it(tmp_path: Path) -> None:
    (tmp_path / "inputs.json").write_text('{"x": 0.1}', encoding="utf-8")
    assert (
        as_json.read_inputs(str(tmp_path / "inputs.json")) == as_json.read_inputs('{"x": 0.1}') == {"x": Decimal("0.1")}
    )
    for text in ("{", str(tmp_path / "none.json")):
        with pytest.raises(as_json.InputsUnreadable):
            as_json.read_inputs(text)
