"""How far the two methods of proof reach: rows of a table, and features of a scorecard, with time and memory."""

import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from importlib.resources import as_file, files
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from creditline.decisions.packs import LAW_OF
from creditline.features.catalogue import CATALOGUE
from creditline.features.feature import Direction
from creditline.features.measures import Effect
from creditline.policy.cell import Cell, Span
from creditline.policy.domain import Domain, Kind
from creditline.policy.formula import Constraint, Formula, Lookup
from creditline.policy.policy import Policy
from creditline.policy.table import FactSource, Hit, Input, Output, Row, Table
from creditline.policy.wording import Wording
from creditline.scoring.card import Calibration, Card, NumberFeature, Risk
from creditline.scoring.folder import card_text
from creditline.verify.by_cells import Enumerating
from creditline.verify.by_smt import Solving
from creditline.verify.card_proof import lemma
from creditline.verify.event import Dynamics, Event, Move, Way
from creditline.verify.promises import NeverLower
from creditline.verify.prove import prove as prove_folder

ROWS = (40, 500, 5_000, 50_000)
FEATURES = (12, 24, 40, 60)
SOLVER_ROWS = 5_000
"""The greatest table that the solver is asked about at all; beyond it even stating the question takes minutes."""

_COLUMNS = {
    40: (4, 5, 2, 1, 1),
    500: (5, 5, 5, 2, 2),
    5_000: (5, 10, 10, 5, 2),
    50_000: (10, 10, 10, 10, 5),
}
"""Bands of score, utilisation, days late, months with the lender and income whose combinations are the rows."""

_RISKS = {
    Direction.LOWER_IS_BETTER: Risk.RISES,
    Direction.HIGHER_IS_BETTER: Risk.FALLS,
    Direction.UNSIGNED: Risk.EITHER,
}
_BANDS_WIDTH = 100
_NAMES = ("score", "utilisation", "age_days", "tenure", "income")
_GOOD_WAY = (1, -1, -1, 1, 1)
_SAID = Wording("a full repayment", "全额还款")
_REPAYMENT = Event(
    "full_repayment",
    _SAID,
    {"score": Move(Way.RISES), "utilisation": Move(Way.BECOMES, 0), "age_days": Move(Way.BECOMES, 0)},
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: what was asked of which method, what it said, and what that took."""

    what: str
    size: int
    planted: bool
    method: str
    verdict: str
    cpu_s: float
    peak_mib: int
    note: str


@dataclass(frozen=True, slots=True)
class ProofReport:
    """All measurements, and the greatest size at which each method still gave the right answer."""

    measured: tuple[Measured, ...]
    reach: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as values that JSON has."""
        return asdict(self)


def run(*, timeout_s: int, say: Callable[[str], None]) -> ProofReport:
    """Ask both methods about growing tables and scorecards, each in a process of its own, whole and with a defect."""
    measured = list[Measured]()
    for ask, size, planted in _questions():
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found = pool.submit(ask, size, planted, timeout_s).result()
        measured += found
        for one in found:
            say(f"{one.what} {one.size:,}{' with a defect' if planted else ''}: {one.method} says {one.verdict}")
    return ProofReport(tuple(measured), _reach(measured))


def grid_policy(rows: int, *, planted: bool = False) -> Policy:
    """Return a policy with one table of `rows` rows whose limit rises with everything good.

    planted: one row in the middle gives nothing to those who use nothing of their limit.
    """
    sizes = _COLUMNS[rows]
    domains = {
        name: Domain(kind=Kind.INTEGER, low=0, high=size * _BANDS_WIDTH - 1, unit="points", saturates=True)
        for name, size in zip(_NAMES, sizes, strict=True)
    }
    amounts = Domain(kind=Kind.INTEGER, low=0, high=10**7, unit="minor")
    places = list(product(*map(range, sizes)))
    table = Table(
        id="base",
        title=_SAID,
        hit=Hit.FIRST,
        inputs=tuple(Input(name, FactSource(name), domain) for name, domain in domains.items()),
        outputs=(Output("amount_minor", amounts, amounts),),
        rows=tuple(_row(place, sizes, planted=planted) for place in places),
        reasons={"BASE": _SAID},
    )
    constraint = Constraint("model", "base.amount_minor", Lookup("base", "amount_minor"), False, "BASE", _SAID, ())  # noqa: FBT003 - a field
    return Policy(
        id=f"grid-{rows}",
        version="1",
        title=_SAID,
        currency="CNY",
        segments=(),
        facts=domains,
        parameters={},
        tables=(table,),
        formula=Formula((), (constraint,), 1, None, None, None, None),
        promises=(),
        cases=(),
        sha256="",
    )


def wide_card(features: int, *, planted: bool = False) -> Card:
    """Return a scorecard with so many features, every third moved by a repayment. planted: one the wrong way."""
    made = []
    for number in range(features):
        points = [10 * number + 7 * place for place in range(6)]
        if planted and number == features // 2 // 3 * 3:
            points[3], points[4] = points[4], points[3]
        moved = number % 3 == 0
        made.append(
            NumberFeature(
                name=f"feature_{number}",
                en="",
                zh="",
                risk=Risk.FALLS,
                moved_by_repayment=moved,
                cuts=(10, 20, 30, 40, 50),
                points=tuple(points),
                missing=points[0],
            )
        )
    knots = Calibration(scores=(0, 10_000), pd_ppm=(500_000, 1_000))
    return Card(base=0, points_to_double=20, features=tuple(made), calibration=knots)


def _questions() -> Iterator[tuple[Callable[[int, bool, int], list[Measured]], int, bool]]:
    for rows in ROWS:
        for planted in (False, True):
            yield _by_cells, rows, planted
            if rows <= SOLVER_ROWS:
                yield _by_solver, rows, planted
    for features in FEATURES:
        for planted in (False, True):
            yield _on_card, features, planted
    for name in LAW_OF:
        yield partial(_on_strategy, name), len(ledger_card().features), False


def _by_cells(rows: int, planted: bool, _timeout_s: int) -> list[Measured]:  # noqa: FBT001 - crosses processes
    policy = grid_policy(rows, planted=planted)
    finding = Enumerating(policy, since=None).answer(NeverLower("P1", "full_repayment", _REPAYMENT))
    if finding is None:
        raise TypeError(rows)
    return [_measured("rows", rows, planted, "cells", finding.verdict.value, finding.cpu_s, finding.note)]


def _by_solver(rows: int, planted: bool, timeout_s: int) -> list[Measured]:  # noqa: FBT001 - crosses processes
    policy = grid_policy(rows, planted=planted)
    solving = Solving(policy, Dynamics(), since=None, timeout_s=timeout_s, most_rows=SOLVER_ROWS)
    finding = solving.answer(NeverLower("P1", "full_repayment", _REPAYMENT))
    return [_measured("rows", rows, planted, "smt", finding.verdict.value, finding.cpu_s, finding.note)]


def _on_card(features: int, planted: bool, timeout_s: int) -> list[Measured]:  # noqa: FBT001 - crosses processes
    card = wide_card(features, planted=planted)
    moved = {one.name: Way.RISES for one in card.features if isinstance(one, NumberFeature) and one.moved_by_repayment}
    findings, _ = lemma(card, Event("full_repayment", _SAID, {}, moved), timeout_s=timeout_s)
    return [
        _measured("features", features, planted, one.method.value, one.verdict.value, one.cpu_s, one.note)
        for one in findings
    ]


def _on_strategy(name: str, features: int, planted: bool, timeout_s: int) -> list[Measured]:  # noqa: FBT001 - as above
    """Prove every promise of a shipped strategy with a card over the ledger's features in the chain."""
    with TemporaryDirectory() as place, as_file(files("creditline.decisions").joinpath("policies", name)) as folder:
        Path(place, "card.toml").write_text(card_text(ledger_card()), encoding="utf-8")
        certificate = prove_folder(folder, card=Path(place), timeout_s=timeout_s)
    cpu_s = sum(one.cpu_s for one in certificate.findings)
    return [_measured(f"in {name}", features, planted, "both", certificate.verdict.value, cpu_s, "")]


def ledger_card() -> Card:
    """Return a card of every feature of the catalogue that may be scored, with six bins each."""
    features = []
    for one in CATALOGUE:
        if one.scored:
            risk = _RISKS[one.direction]
            points = tuple(8 * place for place in range(6))
            moved = one.moved_by_repayment is not Effect.NONE
            features.append(
                NumberFeature(
                    name=one.name,
                    en=one.en,
                    zh=one.zh,
                    risk=risk,
                    moved_by_repayment=moved,
                    cuts=(10, 20, 30, 40, 50),
                    points=points if risk is Risk.FALLS else points[::-1],
                    missing=0,
                )
            )
    knots = Calibration(scores=(0, 10_000), pd_ppm=(500_000, 1_000))
    return Card(base=0, points_to_double=20, features=tuple(features), calibration=knots)


def _row(place: tuple[int, ...], sizes: tuple[int, ...], *, planted: bool) -> Row:
    spans = (Span(at * _BANDS_WIDTH, (at + 1) * _BANDS_WIDTH - 1) for at in place)
    cells = tuple(Cell(f"[{span.low}..{span.high}]", (span,), 1) for span in spans)
    good = sum(at if way > 0 else size - 1 - at for at, size, way in zip(place, sizes, _GOOD_WAY, strict=True))
    inactive = planted and place[1] == 0 and place[0] == sizes[0] // 2 and not any(place[2:])
    return Row("-".join(map(str, place)), cells, (0 if inactive else 100_000 * (1 + good),), "BASE")


def _measured(
    what: str,
    size: int,
    planted: bool,  # noqa: FBT001 - a figure
    method: str,
    verdict: str,
    cpu_s: float,
    note: str,
) -> Measured:
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Measured(what, size, planted, method, verdict, round(cpu_s, 2), peak_mib, note[:200])


def _reach(measured: list[Measured]) -> dict[str, int]:
    """The greatest size that each method answered rightly: proven when whole, and not so with a defect."""
    reach = dict[str, int]()
    for one in measured:
        key = f"{one.method} {one.what}"
        right = (one.verdict == "proven") != one.planted and not (one.method == "smt" and one.verdict == "unknown")
        if right:
            reach[key] = max(one.size, reach.get(key, 0))
    return reach
