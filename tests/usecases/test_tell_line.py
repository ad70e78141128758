"""A line's whole story, as it is told in a terminal and to a machine."""

import io
import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from bookkeeping import write_book
from healthy_book import offered
from rich.console import Console

from building import FIRST_DAY, Story, make_fact, on_day
from creditline.cli import lines
from creditline.lines.attested_fact import FactKind
from creditline.store.lines import LineUnknown


def told(url: str, line_id: str, monkeypatch: pytest.MonkeyPatch, *, width: int = 160, **options: Any) -> str:
    """What `creditline lines show` prints, on a terminal wide enough."""
    out = io.StringIO()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr(lines, "OUTPUT", Console(file=out, width=width, highlight=False))
    lines.show(line_id, **options)
    return out.getvalue()


@pytest.fixture
def book(database_url: str) -> str:
    """6,000 in three instalments; a debit that came back; a fee with an earlier day; a draw that was declined."""
    story = Story(10_000, line_id="line_story", **offered("consumer-instalments"))
    story.draw(6_000, periods=3)
    story.wait(20).look()
    repaid = story.repay(2_000, rail="direct_debit")
    story.wait(1).repay(500, rail="direct_debit")
    story.bounce(repaid)
    story.draw(50_000)
    day = FIRST_DAY - timedelta(days=1)
    story.attest(make_fact(FactKind.INCOME, 500_000, day, until=FIRST_DAY + timedelta(days=300), consent=None))
    story.attest(make_fact(FactKind.REVENUE, 70_000, day, part_minor=20_000, consent=None))
    story.attest(make_fact(FactKind.INQUIRIES, 3, day), make_fact(FactKind.EXTERNAL_DEBT, None, day))
    write_book(database_url, [story])
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO sandbox_clock (now_at) VALUES (%s)", [on_day(21)])
    return database_url


def test_a_person_reads_how_the_line_stands_what_falls_due_and_what_happened(
    book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = told(book, "line_story", monkeypatch)
    for words in (
        "line_story  Corner shop  (open)",
        "Product       consumer-instalments, version of 2025-01-01",
        "Will fall due",
        "draw: over_available",
        "repayment returned",
        "rewound",
        "↺ repayment",
        "R01",
        "facts attested",
    ):
        assert words in text
    assert text.count("payment due") >= 1
    said = " ".join(text.split())
    for words in (
        "income 5000.00 on 2025-12-31 by a document, until 2026-10-28",
        "revenue 700.00 on 2025-12-31 by a document, 200.00 of it from the largest customer",
    ):
        assert words in said
    shown = told(book, "line_story", monkeypatch, width=300)
    assert (
        "inquiries 3 on 2025-12-31 by a document, consent con_1; "
        "external debt taken back on 2025-12-31 by a document, consent con_1"
    ) in shown


def test_a_machine_reads_the_same_as_one_object(
    book: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(book, "line_story", monkeypatch, json=True)
    story = json.loads(capsys.readouterr().out)
    assert (story["id"], story["status"]) == ("line_story", "open")
    kinds = [event["kind"] for event in story["events"]]
    assert [event["version"] for event in story["events"]] == list(range(1, len(kinds) + 1))
    assert {"draw", "repayment", "payment_due", "rewound", "repayment_returned"} <= set(kinds)
    again = [event for event in story["events"] if event["replays"] is not None]
    assert [event["kind"] for event in again] == ["repayment"]
    assert sum(float(row["principal"]) for row in story["schedule"]) > 0


def test_a_line_that_is_not_there_is_named(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LineUnknown, match="line_nobody"):
        told(database_url, "line_nobody", monkeypatch)
