"""Values: equal by what they hold, made anew instead of changed."""

import dataclasses

import pytest

from creditline.values import changed, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    name: str
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Capital(Place):
    country: str


LIMA = Capital(name="Lima", people=10, country="Peru")


def test_values_are_equal_by_what_they_hold() -> None:
    assert Capital(name="Lima", people=10, country="Peru") == LIMA
    assert hash(Capital(name="Lima", people=10, country="Peru")) == hash(LIMA)
    assert repr(LIMA) == "Capital(name='Lima', people=10, country='Peru')"


def test_changed_makes_a_value_anew_as_replace_does() -> None:
    grown = changed(LIMA, people=11)
    assert (grown, LIMA.people) == (dataclasses.replace(LIMA, people=11), 10)
    assert type(grown) is Capital


@pytest.mark.parametrize("make", [changed, dataclasses.replace])
def test_a_field_that_does_not_exist_is_refused(make: object) -> None:
    with pytest.raises((AttributeError, TypeError), match="mayor"):
        make(LIMA, mayor="?")


def test_a_class_of_values_says_that_it_is_frozen_and_inherits_only_from_such() -> None:
    with pytest.raises(TypeError, match="frozen=True"):
        dataclass(frozen=False, slots=True)(type("Loose", (), {}))
    with pytest.raises(TypeError, match="frozen dataclass from a non-frozen"):
        dataclasses.dataclass(frozen=True)(type("Village", (Place,), {}))
