"""A made-up table in the form of the Taiwan data: those who pay in full default more than those who revolve."""

import numpy as np
import polars as pl


def clients(rows: int = 1_200, seed: int = 3) -> pl.DataFrame:
    """Return limits, six statuses, bills and payments of each client, and the outcome."""
    chance = np.random.default_rng(seed)
    limit = chance.integers(1, 50, rows) * 10_000
    style = chance.choice([-1, 0, 2], rows, p=[0.35, 0.5, 0.15])
    share = chance.random(rows)
    table = {"ID": np.arange(1, rows + 1), "LIMIT_BAL": limit}
    bills = [(limit * share * (0.8 + 0.4 * chance.random(rows))).astype(int) for _ in range(6)]
    for place, status in enumerate(("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"), 1):
        table[status] = style
        table[f"BILL_AMT{place}"] = bills[place - 1]
        billed = bills[min(place, 5)]
        table[f"PAY_AMT{place}"] = np.where(style == -1, billed, np.where(style == 0, billed // 10, 0))
    log_odds = -2.4 + 1.5 * (style == -1) + 2.5 * (style == 2) + 0.8 * share
    return pl.DataFrame(table | {"default": (chance.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(int)})
