"""An example of a limit adjustment that a rules engine publishes, typed as a policy of ours from its facts.

In its language a comma in a cell means "or", so that `>= 30, < 50` is always true. What its author meant is clear; both
readings are verified here.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest

from creditline.policy.evaluate import evaluate
from creditline.policy.fault import FaultKind, PolicyRefused
from creditline.policy.load import load_policy
from creditline.verify.prove import prove
from creditline.verify.verdict import Verdict

MEANT = Path(__file__).parent / "adjustment"
POLICY_DAY = date(2026, 1, 1)
CELLS = ("[30..50)", "[50..70)", "[70..85)", "[85..95)")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The policy with the cells as they stand in the example."""
    folder = tmp_path / "published"
    shutil.copytree(MEANT, folder)
    table = folder / "tables" / "utilisation.toml"
    text = table.read_text(encoding="utf-8")
    for cell in CELLS:
        low, high = cell.strip("[)").split("..")
        text = text.replace(cell, f">= {low}, < {high}")
    table.write_text(text, encoding="utf-8")
    return folder


def test_the_cells_that_are_always_true_and_the_rows_they_kill_are_found(published: Path) -> None:
    with pytest.raises(PolicyRefused) as refused:
        load_policy(published)
    found = {(fault.kind, fault.row) for fault in refused.value.faults}
    assert (FaultKind.CELL_COVERS_ALL, "moderate") in found
    assert {row for kind, row in found if kind is FaultKind.ROW_DEAD} == {"high", "very_high", "excessive"}
    assert prove(published).verdicts["P5"] is Verdict.REFUTED


def test_as_it_was_meant_it_is_whole_and_lowers_the_limit_of_some_who_repay() -> None:
    certificate = prove(MEANT)
    assert certificate.verdicts == {"P1": Verdict.REFUTED, "P5": Verdict.PROVEN}
    found = certificate.counterexamples[0].counterexample
    assert found is not None
    assert found.after is not None
    assert found.after.limit_minor < found.before.limit_minor


def test_the_case_that_a_person_would_tell_is_one_of_them() -> None:
    """Using 40 % instead of 25 % of the limit, at 60 % on average, is worth a fifth more of it."""
    facts = {
        "on_time_percent": 92,
        "late_payments": 1,
        "mean_utilisation_percent": 60,
        "inquiries": 2,
        "years_with_lender": 4,
        "income_verified": True,
        "current_limit_minor": 500_000,
    }
    limits = {
        used: evaluate(load_policy(MEANT), {**facts, "utilisation_percent": used}, on=POLICY_DAY).limit_minor
        for used in (40, 25)
    }
    assert limits == {40: 600_000, 25: 500_000}


def test_the_published_case_comes_out_as_published() -> None:
    facts = {
        "on_time_percent": 98,
        "late_payments": 0,
        "utilisation_percent": 25,
        "mean_utilisation_percent": 40,
        "inquiries": 0,
        "years_with_lender": 4,
        "income_verified": True,
        "current_limit_minor": 500_000,
    }
    assert evaluate(load_policy(MEANT), facts, on=POLICY_DAY).limit_minor == 650_000
