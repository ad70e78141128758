"""How much a micro-loan company may lend to one borrower and its related parties (CN-06), as dated data."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from creditline.customers.customer import Kind

_WHOLE_BPS = 10_000
_FEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """The most that one borrower, and a borrower with its related parties, may owe: minor units; None: unbounded."""

    borrower_minor: int | None = None
    group_minor: int | None = None


UNBOUNDED = Concentration()


def concentration_on(day: date, kind: Kind, net_assets_minor: int) -> Concentration:
    """Return what bounds a borrower of `kind` on `day`, given the lender's net assets at the end of the year before.

    The lower of the cap in yuan and the ratio binds the borrower; the ratio for related parties binds the group.
    """
    rules = _in_force_on(day)
    if not rules:
        return UNBOUNDED
    by_ratio = net_assets_minor * rules["one_borrower"]["bps"] // _WHOLE_BPS
    return Concentration(
        borrower_minor=min(by_ratio, rules[kind.value]["yuan"] * _FEN),
        group_minor=net_assets_minor * rules["related_parties"]["bps"] // _WHOLE_BPS,
    )


@cache
def _in_force_on(day: date) -> dict[str, dict[str, Any]]:
    found = {}
    for name, values in _rules().items():
        counting = [value for value in values if value["valid_from"] <= day]
        if counting:
            found[name] = max(counting, key=lambda value: value["valid_from"])
    return found


@cache
def _rules() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("creditline.customers").joinpath("concentration.toml").read_text(encoding="utf-8"))
