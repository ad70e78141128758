"""A proof of income runs out: the borrower is reminded thirty days before, seven days before, and on the day."""

import asyncio
from typing import Any

import pytest
from api_caller import Caller
from deciding import activate, decided_line

from creditline.store.database import Database
from creditline.usecases.remind_of_proofs import remind_of_proofs


@pytest.fixture
def bank(sandbox: Caller) -> Caller:
    """A sandbox in which cn-bank decides."""
    activate(sandbox.url)
    return sandbox


def reminded(bank: Caller, name: str = "shop") -> list[dict[str, Any]]:
    """Give what is due now, and return the reminders on a line, the newest first."""

    async def work() -> None:
        async with Database(bank.url) as database:
            for _ in range(2):
                await remind_of_proofs(database, now=bank.desk.clock.now())

    asyncio.run(work())
    told = bank.line("/notices", line=f"line_{name}")["data"]
    return [notice for notice in told if notice["kind"] == "proof_runs_out"]


def attest(bank: Caller, path: str, **facts: Any) -> None:
    assert bank.post(f"{path}/facts", {"facts": facts}).status_code in {200, 201}


def test_whose_limit_rests_on_a_proof_of_income_is_reminded_three_times_before_it_runs_out(bank: Caller) -> None:
    """50,000, of which 20,000 rests on an income proven on 30 November 2025; it counts for a year and 60 days."""
    path = decided_line(bank, income_minor=166_667, income_verified_on={"date": "2025-11-30"})
    bank.advance("302d")
    assert reminded(bank) == []
    bank.advance("1d")  # 31 October 2026
    (notice,) = reminded(bank)
    rows = {row["name"]: row["value"] for row in notice["en"]["rows"]}
    assert rows["To be renewed by"] == "Nov 30, 2026"
    assert rows["The old one counts until"] == "Jan 29, 2027"
    assert (rows["Limit now"], rows["Without a new one the limit may then fall to"]) == (
        "50,000.00 CNY",
        "30,000.00 CNY",
    )
    assert "2026年11月30日" in notice["zh"]["lead"]
    bank.advance("23d")
    assert len(reminded(bank)) == 2
    bank.advance("7d")
    assert len(reminded(bank)) == 3
    assert bank.line(path)["limit"] == "50000.00"


def test_a_proof_that_is_renewed_is_not_reminded_of_again(bank: Caller) -> None:
    path = decided_line(bank, income_minor=166_667, income_verified_on={"date": "2025-11-30"})
    bank.advance("310d")
    assert len(reminded(bank)) == 1
    attest(bank, path, income_verified_on={"date": "2026-11-01"})
    bank.advance("60d")
    assert len(reminded(bank)) == 1


def test_nobody_is_reminded_of_a_proof_that_the_limit_does_not_rest_on(bank: Caller) -> None:
    decided_line(bank, income_minor=0, income_verified_on={"date": "2025-11-30"})
    bank.advance("310d")
    assert reminded(bank) == []


def test_a_clock_that_jumps_gives_the_latest_reminder_alone(bank: Caller) -> None:
    decided_line(bank, income_minor=166_667, income_verified_on={"date": "2025-11-30"})
    bank.advance("330d")
    assert len(reminded(bank)) == 1
