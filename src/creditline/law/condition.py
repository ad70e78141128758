"""When a rule applies: conditions on facts, as data. A closed language without arithmetic or free code.

A condition is a table from the name of a fact to a test, and all tests must hold, in the order written:

    { lender = "bank", use = ["consumption", "travel"], age_years = { below = 18 }, secured = false }

A test is a value (equal), a list (any of), or a table of `at_least`, `at_most`, `above`, `below`, `none_of`. A bound
that begins with "@" is the name of another fact. Tests after the first that fails are not looked at, so a fact need
only be known where it matters; one that matters and is missing fails loudly.
"""

from collections.abc import Callable, Mapping
from datetime import date
from operator import ge, gt, le, lt
from typing import Any

Scalar = bool | int | str | date
Facts = Mapping[str, Scalar]
Condition = tuple[tuple[str, str, Any], ...]  # (fact, operator, operand), in order

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"at_least": ge, "at_most": le, "above": gt, "below": lt}
OPERATORS = frozenset({"is", "any_of", "none_of", *_COMPARISONS})


class FactMissing(LookupError):
    """A rule asks for a fact that was not given."""

    code = "fact-missing"

    def __init__(self, fact: str) -> None:
        super().__init__(f"A rule asks for the fact '{fact}', which was not given. Give it, or say that it is unknown.")
        self.fact = fact


def parse_condition(table: Mapping[str, Any]) -> Condition:
    """Turn a table as it stands in TOML into a condition; raises ValueError with the place of what is malformed."""
    return tuple(test for fact, wanted in table.items() for test in _tests(fact, wanted))


def holds(condition: Condition, facts: Facts) -> bool:
    """Tell whether all tests hold; raise FactMissing for a fact that is needed and not given."""
    return all(_passes(fact_of(facts, fact), operator, operand, facts) for fact, operator, operand in condition)


def fact_of(facts: Facts, name: str) -> Scalar:
    """Return a fact; raise FactMissing."""
    if name not in facts:
        raise FactMissing(name)
    return facts[name]


def whole_fact(facts: Facts, name: str) -> int:
    """Return a fact that is a whole number; raise FactMissing."""
    value = fact_of(facts, name)
    if not isinstance(value, int):
        raise FactMissing(name)
    return value


def facts_asked(condition: Condition) -> frozenset[str]:
    """Return the names of all facts that the condition may look at."""
    others = {operand[1:] for _, _, operand in condition if _is_reference(operand)}
    return frozenset({fact for fact, _, _ in condition} | others)


def _tests(fact: str, wanted: Any) -> list[tuple[str, str, Any]]:  # noqa: ANN401 - what TOML holds
    if isinstance(wanted, list):
        return [(fact, "any_of", tuple(wanted))]
    if not isinstance(wanted, dict):
        return [(fact, "is", wanted)]
    unknown = sorted(set(wanted) - OPERATORS)
    if unknown or not wanted:
        raise ValueError(f"when.{fact}: '{', '.join(unknown)}' is no test; use one of {', '.join(sorted(OPERATORS))}")
    return [(fact, name, tuple(value) if isinstance(value, list) else value) for name, value in wanted.items()]


def _passes(given: Scalar, operator: str, operand: Any, facts: Facts) -> bool:  # noqa: ANN401 - as parsed
    if _is_reference(operand):
        operand = fact_of(facts, operand[1:])
    if operator == "is":
        return bool(given == operand)
    if operator in {"any_of", "none_of"}:
        return (given in operand) is (operator == "any_of")
    return _COMPARISONS[operator](given, operand)


def _is_reference(operand: Any) -> bool:  # noqa: ANN401 - as parsed
    return isinstance(operand, str) and operand.startswith("@")
