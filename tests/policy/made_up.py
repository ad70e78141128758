"""Random policies, and facts that stand on and beside the cuts of their tables."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from creditline.policy.coverage import cover, segments
from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.fault import Faults
from creditline.policy.load_formula import read_formula
from creditline.policy.load_table import Surroundings, read_table
from creditline.policy.lower import Scope
from creditline.policy.policy import DatedParameter, Policy
from creditline.policy.section import Section
from creditline.policy.table import FactSource, Table
from creditline.policy.wording import Wording

ON = date(2026, 6, 1)
WORDS = {"en": "x", "zh": "x"}

FACTS = {
    "score": Domain(kind=Kind.INTEGER, low=-5, high=40, unit="points"),
    "income": Domain(kind=Kind.INTEGER, low=0, high=10**9, unit="minor"),
    "drawn": Domain(kind=Kind.INTEGER, low=0, high=300, unit="minor"),
    "line": Domain(kind=Kind.INTEGER, low=0, high=200, unit="minor"),
    "late": Domain(kind=Kind.INTEGER, low=0, high=9, unit="days", saturates=True),
    "trade": Domain(kind=Kind.ENUMERATION, low=0, high=3, values=("retail", "catering", "farming", "other")),
    "known": Domain(kind=Kind.BOOLEAN, low=0, high=1),
    "opened": Domain(kind=Kind.DATE, low=date(2020, 1, 1).toordinal(), high=date(2020, 3, 1).toordinal()),
}
RATIO = {
    "name": "share", "ratio": ["drawn", "line"], "scale": 10, "low": 0, "high": 12, "unit": "tenths", "when_zero": 3,
    "saturates": True,
}  # fmt: skip


def policy(rng: Random) -> Policy:
    """Make a policy of three tables, the last of which reads from the others, and a formula over them."""
    tables: dict[str, Table] = {}
    chained = [{"name": "above", "table": "one.name"}, {"name": "least", "table": "two.amount"}]
    for name, hit, earlier in (("one", "FIRST", []), ("two", "COLLECT MIN", []), ("three", "FIRST", chained)):
        tables[name] = _table(rng, name, hit, earlier, tables)
    share = DatedParameter("share", Wording("x", "x"), "bps", None, (date(2020, 1, 1), ON), (9000, 8000))
    parameters = {share.name: share}
    scope = Scope(FACTS, parameters, tables)
    formula = read_formula(Section(_formula(rng)), scope, Faults())
    assert formula is not None
    return Policy(
        id="random", version="1", title=Wording("x", "x"), currency="CNY", segments=(), facts=FACTS,
        parameters=parameters, tables=tuple(tables.values()), formula=formula, promises=(), cases=(), sha256="",
    )  # fmt: skip


def facts(rng: Random, policy: Policy) -> dict[str, Value]:
    """Return facts of which most are at the edge of a segment, and some beyond where that saturates."""
    made = {name: domain.value(rng.randint(domain.low, domain.high)) for name, domain in policy.facts.items()}
    for table in policy.tables:
        for index, column in enumerate(table.inputs):
            if isinstance(column.source, FactSource) and rng.random() < 0.6:
                part = rng.choice(segments(table, index)).span
                made[column.source.fact] = column.domain.value(rng.choice([part.low, part.high]))
    if rng.random() < 0.3:
        made["line"] = 0
    if rng.random() < 0.3:
        made["drawn"] = min(300, int(made["line"]) * rng.randint(0, 12) // 10)
    if rng.random() < 0.2:
        made["late"] = rng.choice([-7, 10, 500])
    return made


def _table(rng: Random, name: str, hit: str, chained: list[dict[str, Any]], tables: dict[str, Table]) -> Table:
    inputs = [*chained, *rng.sample([*({"fact": fact} for fact in FACTS), RATIO], k=rng.randint(1, 4))]
    names = {"name": "name", "type": "enumeration", "values": ["a", "b", "c"]}
    outputs = [{"name": "amount", "type": "integer", "unit": "minor"}, names]
    data = {
        "id": name, "title": WORDS, "hit": hit, "inputs": inputs, "outputs": outputs, "reasons": {"R": WORDS},
        "rows": [],
    }  # fmt: skip
    around = Surroundings(FACTS, tables)
    columns = _read({**data, "rows": [["r", *["-"] * len(inputs), 1, "a", "R"]]}, around).inputs
    rows = [[f"r{n}", *(_cell(rng, column.domain) for column in columns)] for n in range(rng.randint(0, 8))]
    rows.append(["rest", *["-"] * len(inputs)])
    data["rows"] = [[*row, rng.choice([0, 5, 100, 250]), rng.choice("abc"), "R"] for row in rows]
    table = _read(data, around)
    deciding = cover(table).deciding
    return replace(table, rows=tuple(row for index, row in enumerate(table.rows) if deciding >> index & 1))


def _read(data: dict[str, Any], around: Surroundings) -> Table:
    faults = Faults()
    table = read_table(data, around, faults)
    assert table is not None, faults.found
    return table


def _cell(rng: Random, domain: Domain) -> str:
    if domain.low == domain.high or rng.random() < 0.3:
        return "-"
    if domain.kind is Kind.BOOLEAN:
        return rng.choice(["true", "false"])
    if domain.kind is Kind.ENUMERATION:
        some = rng.sample(domain.values, k=rng.randint(1, len(domain.values) - 1))
        listed = ", ".join(f'"{value}"' for value in some)
        return rng.choice([listed, f"not({listed})"])
    return _ordered_cell(rng, domain)


def _ordered_cell(rng: Random, domain: Domain) -> str:
    inner = range(domain.low + 2, domain.high, 2)
    if len(inner) < 2:
        return _constant(domain.high, domain)
    low, high = sorted(rng.sample(inner, k=2))
    first, last = _constant(low, domain), _constant(high, domain)
    return rng.choice(
        [
            *(f">= {first}", f"> {first}", f"< {last}", f"<= {last}", first, f"not({last})"),
            *(f"[{first}..{last}]", f"[{first}..{last})", f"({first}..{last}]", f"{first}, >= {last}"),
        ]
    )


def _constant(ordinal: int, domain: Domain) -> str:
    shown = domain.show(ordinal)
    return f'date("{shown}")' if domain.kind is Kind.DATE else shown


def _formula(rng: Random) -> dict[str, Any]:
    pieces = [
        "one.amount", "two.amount", "three.amount", "floor(income * @share / 10000)", "ceiling(drawn * 7 / 3)", "line",
        "half_up((line - drawn) * @share / 10000)", "floor((drawn - line * 3) / 7)", "ceiling((drawn - line * 3) / 7)",
        "-half_up((drawn - line * 3) / 8)", "max(one.amount, min(line, two.amount)) - drawn",
        'if trade = "farming" and not (late > 3) then line * 2 else three.amount',
        "if known or score <= 3 then 17 else one.amount", "if one.name != three.name_ then line else 4",
    ]  # fmt: skip
    pieces[-1] = 'if one.name != "a" then line else 4'
    texts = {"is": "step + 1", "reason": "R", "text": WORDS}
    formula: dict[str, Any] = {
        "multiple_minor": rng.choice([1, 10]),
        "steps": [{"name": "step", "is": rng.choice(pieces)}],
        "constraints": [
            {"id": "soft", **texts},
            {"id": "other", **texts, "is": rng.choice(pieces)},
            {"id": "hard", **texts, "is": rng.choice(pieces), "hard": rng.random() < 0.7},
        ],
    }
    if rng.random() < 0.5:
        formula["not_below"] = {**texts, "is": rng.choice(pieces)}
    return formula
