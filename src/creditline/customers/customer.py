"""A customer: a person or a business."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """Persons borrow for their own use, businesses for theirs; the law bounds them differently."""

    PERSON = "person"
    BUSINESS = "business"


class Scale(StrEnum):
    """How large a business is."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class BirthDateMisplaced(ValueError):
    """A person has a date of birth, and a business has none."""

    code = "birth-date-misplaced"

    def __init__(self, kind: Kind) -> None:
        super().__init__(
            "A person needs a date of birth: it decides who may borrow."
            if kind is Kind.PERSON
            else "A business has no date of birth. Leave it out."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who a line belongs to.

    currency: in which its limit and exposure are kept; its lines are in the same one. group_id: the group of related
    parties it belongs to. limit_minor: the most that all its lines together may come to; None: nothing of ours.
    """

    id: str
    name: str
    kind: Kind
    currency: str
    birth_date: date | None = None
    segment: str | None = None
    industry: str | None = None
    scale: Scale | None = None
    group_id: str | None = None
    limit_minor: int | None = None


def check_customer(customer: Customer) -> Customer:
    """Return `customer` if it can be one; raise BirthDateMisplaced."""
    if (customer.birth_date is None) == (customer.kind is Kind.PERSON):
        raise BirthDateMisplaced(customer.kind)
    return customer


def age_on(born: date, day: date) -> int:
    """Return the age in completed years on `day`; who is born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
