# /// script
# requires-python = ">=3.11"
# dependencies = ["creditline", "marimo>=0.25,<1", "polars>=2.1,<3"]
# ///
"""A first hour with creditline: draw, repay, watch the limit, read the reasons, and look over a whole book.

Open it with `uvx marimo edit --sandbox notebooks/quickstart.py` beside a running `creditline demo`.
"""

import marimo

app = marimo.App(width="medium")


@app.cell
def connect():
    """Speak to the demo; another server and its key are named in the environment."""
    import decimal
    import os

    import marimo as mo

    from creditline.client import Creditline

    url = os.environ.get("CREDITLINE_URL", "http://127.0.0.1:8000")
    creditline = Creditline(url, api_key=os.environ.get("CREDITLINE_KEY"))
    return creditline, decimal, mo, os


@app.cell
def stories(creditline, mo):
    """List the first lines there are."""
    from itertools import islice

    lines = list(islice(creditline.lines.list(), 20))
    rows = [{"line": one.id, "limit": one.limit, "owed": one.owed, "available": one.available} for one in lines]
    mo.ui.table(rows)
    return (lines,)


@app.cell
def repay_in_full(creditline, decimal, mo):
    """Open a line, draw half of it, repay all of it: what is available is back in the repayment's own commit."""
    from uuid import uuid4

    opened = creditline.lines.open(
        name="Quickstart", currency="CNY", limit="20000.00", id=f"line_try_{uuid4().hex[:12]}"
    )
    line = opened.line
    drawn = creditline.lines.draw(line.id, decimal.Decimal("10000.00"), "CNY")
    repaid = creditline.lines.repay(line.id, drawn.line.owed, "CNY")
    steps = [
        {"step": step.kind, "amount": step.amount, "limit": step.line.limit, "available": step.line.available}
        for step in (drawn, repaid)
    ]
    mo.ui.table(steps)
    return (line, repaid)


@app.cell
def what_happened(creditline, line, mo):
    """Read the line's events, the newest first: nothing is changed or deleted, ever."""
    told = [
        {"version": each.version, "event": each.kind, "amount": each.amount}
        for each in creditline.lines.events(line.id)
    ]
    mo.ui.table(told)
    return (told,)


@app.cell
def in_the_book(creditline, line, mo):
    """Read the entries behind them: every event balances."""
    legs = [
        {"event": leg.event_id, "account": leg.account, "amount": leg.amount}
        for leg in creditline.lines.entries(line.id)
    ]
    balance = sum(leg["amount"] for leg in legs)
    mo.vstack([mo.ui.table(legs), mo.md(f"All entries together: **{balance}**")])
    return (balance,)


@app.cell
def a_whole_book(mo, os):
    """Look over a whole book from a day tape: `creditline tape export` writes the file, no server is needed."""
    import polars as pl

    path = os.environ.get("CREDITLINE_TAPE")
    tape = pl.read_parquet(path) if path else None
    summary = None if tape is None else tape.describe()
    mo.md("Name a Parquet file in `CREDITLINE_TAPE` to see it here.") if summary is None else mo.ui.table(summary)
    return (summary,)


if __name__ == "__main__":
    app.run()
