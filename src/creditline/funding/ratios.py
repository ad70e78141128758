"""The ratios that joint loans are held to when they are booked (CN-05), as dated data in joint_lending.toml."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from creditline.funding.agreement import WHOLE_BPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratios:
    """In basis points; None where nothing binds.

    partner_minimum: the least part of each joint loan that a partner bears.
    single_partner: the most the lender has in loans with one partner, of its net tier-1 capital.
    all_joint: the most the lender has in all joint loans together, of all its loans.
    """

    partner_minimum: int | None = None
    single_partner: int | None = None
    all_joint: int | None = None


NO_RATIOS = Ratios()


@cache
def ratios_on(day: date) -> Ratios:
    """Return the ratios that bind on `day`."""
    return Ratios(**{name: _in_force(values, day) for name, values in _rules().items()})


def bears_its_part(part_minor: int, loan_minor: int, minimum_bps: int | None) -> bool:
    """Whether `part_minor` is the minimum of a loan of `loan_minor`, or less by less than one minor unit."""
    return part_minor * WHOLE_BPS > (minimum_bps or 0) * loan_minor - WHOLE_BPS


def within(amount_minor: int, base_minor: int, most_bps: int | None) -> bool:
    """Whether `amount_minor` is no more than `most_bps` of `base_minor`."""
    return most_bps is None or amount_minor * WHOLE_BPS <= most_bps * base_minor


def most_of(base_minor: int, most_bps: int) -> int:
    """Return the largest amount that is `within` the ratio."""
    return base_minor * most_bps // WHOLE_BPS


@cache
def _rules() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("creditline.funding").joinpath("joint_lending.toml").read_text(encoding="utf-8"))


def _in_force(values: list[dict[str, Any]], day: date) -> int | None:
    counting = [value for value in values if value["valid_from"] <= day]
    return max(counting, key=lambda value: value["valid_from"])["bps"] if counting else None
