"""Tables of made-up borrowers for the tests of training: small, so that fitting takes a second."""

import numpy as np
import polars as pl

from creditline.training.arrays import Bits
from creditline.training.spec import Spec, spec_of


def borrowers(rows: int = 1_500, seed: int = 7) -> pl.DataFrame:
    """Return bills, payments and statuses in which those who pay in full default more than those who revolve."""
    chance = np.random.default_rng(seed)
    limit = chance.integers(1, 50, rows) * 1_000
    bill = (limit * chance.random(rows)).astype(int)
    style = chance.choice([-1, 0, 1, 2], rows, p=[0.3, 0.45, 0.15, 0.1])
    paid = np.where(style == -1, bill, (bill * 0.1 * (style == 0)).astype(int))
    log_odds = -2.2 + 0.5 * (style == -1) + 1.4 * (style > 0) + 1.2 * bill / limit - limit / 60_000
    bad = (chance.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(int)
    income = np.where(chance.random(rows) < 0.2, None, chance.integers(10, 200, rows) * 100)
    shop = chance.choice(["shop", "farm", "office", None], rows, p=[0.4, 0.3, 0.2, 0.1])
    return pl.DataFrame(
        {
            "limit": limit,
            "bill": bill - paid // 2,
            "earlier_bill": bill,
            "paid": paid,
            "status": style,
            "income": pl.Series(income.tolist(), dtype=pl.Int64),
            "trade": shop.tolist(),
            "bad": bad,
        }
    )


def outcomes(data: pl.DataFrame) -> Bits:
    """Return the outcome of each row."""
    return data["bad"].to_numpy().astype(np.int8)


def behaviour() -> Spec:
    """Return a spec in which everything a repayment moves has a direction."""
    return spec_of(
        {
            "purpose": "Made-up borrowers",
            "features": {
                "limit": {"value": "limit", "risk": "falls"},
                "status": {"value": "status", "risk": "rises", "moved_by_repayment": True, "actionable": True},
                "utilisation": {
                    "value": "bill * 10000 // limit",
                    "decimals": 2,
                    "risk": "rises",
                    "moved_by_repayment": True,
                    "actionable": True,
                    "effort": {"days": 30, "cost_each": 1},
                },
                "paid": {"value": "paid", "risk": "falls", "moved_by_repayment": True},
                "income": {"value": "income", "risk": "falls"},
                "trade": {"category": "trade"},
            },
            "repayment": {
                "name": "repaid in full",
                "who": "earlier_bill > paid",
                "among": "status == 0",
                "set": {
                    "status": "min(status, -1)",
                    "paid": "max(paid, earlier_bill)",
                    "bill": "bill - max(earlier_bill - paid, 0)",
                },
            },
        }
    )
