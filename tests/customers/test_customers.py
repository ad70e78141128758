"""Customers, their papers, consents and groups."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditline.customers.concentration import UNBOUNDED, concentration_on
from creditline.customers.consent import Consent, consents_to
from creditline.customers.customer import BirthDateMisplaced, Customer, Kind, age_on, check_customer
from creditline.customers.evidence import Evidence, EvidenceKind, EvidenceTooShort, check_evidence, counting
from creditline.customers.exposure import LineExposure, of_customer, of_group, room_for_line, used_minor
from creditline.customers.limits import (
    ChosenLimit,
    TemporaryLimit,
    TemporaryLimitTooShort,
    check_temporary,
    chosen_at,
    temporary_at,
)
from creditline.customers.related_parties import groups_of

YUAN = 100
BORN = date(2008, 11, 24)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (BORN, date(2026, 11, 23), 17),
        (BORN, date(2026, 11, 24), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_an_age_is_in_completed_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("kind", "birth_date", "right"),
    [(Kind.PERSON, BORN, True), (Kind.PERSON, None, False), (Kind.BUSINESS, None, True), (Kind.BUSINESS, BORN, False)],
)
def test_a_person_has_a_date_of_birth_and_a_business_has_none(kind: Kind, birth_date: date | None, right: bool) -> None:  # noqa: FBT001
    customer = Customer(id="cus_a", name="A", kind=kind, currency="CNY", birth_date=birth_date)
    if right:
        assert check_customer(customer) is customer
    else:
        with pytest.raises(BirthDateMisplaced):
            check_customer(customer)


@pytest.mark.parametrize(
    ("kind", "net_assets", "most"),
    [
        (Kind.PERSON, 1_000_000_000, 200_000),
        (Kind.BUSINESS, 50_000_000, 5_000_000),
        (Kind.BUSINESS, 1_000_000_000, 10_000_000),
        (Kind.BUSINESS, 8_000_000, 800_000),
    ],
)
def test_a_micro_lender_lends_one_borrower_a_tenth_of_its_net_assets_up_to_a_cap(
    kind: Kind, net_assets: int, most: int
) -> None:
    assert concentration_on(date(2026, 1, 1), kind, net_assets * YUAN).borrower_minor == most * YUAN


def test_a_micro_lender_lends_related_parties_fifteen_percent() -> None:
    assert concentration_on(date(2026, 1, 1), Kind.BUSINESS, 8_000_000 * YUAN).group_minor == 1_200_000 * YUAN


def test_before_the_rule_nothing_is_bounded() -> None:
    assert concentration_on(date(2024, 12, 31), Kind.PERSON, 1) == UNBOUNDED


def paper(number: int, **more: Any) -> Evidence:
    fields: dict[str, Any] = {
        "kind": EvidenceKind.INCOME,
        "amount_minor": number,
        "currency": "CNY",
        "verified": True,
        "issued_on": date(2026, 1, number),
        "valid_until": date(2026, 6, 30),
    }
    return Evidence(id=f"evd_{number}", **(fields | more))


@pytest.mark.parametrize(
    ("on", "which"),
    [
        (date(2026, 1, 1), None),
        (date(2026, 1, 2), "evd_2"),
        (date(2026, 2, 1), "evd_4"),
        (date(2026, 6, 30), "evd_4"),
        (date(2026, 7, 1), None),
    ],
)
def test_the_last_verified_paper_counts_until_its_last_day(on: date, which: str | None) -> None:
    papers = [paper(4), paper(2), paper(5, verified=False), paper(6, kind=EvidenceKind.ASSETS)]
    found = counting(papers, EvidenceKind.INCOME, on)
    assert (found.id if found else None) == which


def test_a_paper_does_not_end_before_it_was_issued() -> None:
    assert check_evidence(paper(1, valid_until=date(2026, 1, 1)))
    with pytest.raises(EvidenceTooShort):
        check_evidence(paper(2, valid_until=date(2026, 1, 1)))


def at(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


def test_a_consent_stands_until_it_is_withdrawn() -> None:
    consents = [Consent(id="con_1", purpose="credit_report", given_at=at(2), withdrawn_at=at(4))]
    assert [consents_to(consents, "credit_report", at(day)) for day in (1, 2, 3, 4)] == [False, True, True, False]
    assert not consents_to(consents, "marketing", at(3))


def temporary(amount: int, start: int, end: int) -> TemporaryLimit:
    return TemporaryLimit(
        id=f"tmp_{amount}", amount_minor=amount, starts_at=at(start), ends_at=at(end), reason="travel"
    )


@pytest.mark.parametrize(("day", "amount"), [(1, None), (2, 500), (3, 300), (4, 500), (5, 500), (6, None)])
def test_of_temporary_limits_that_overlap_the_lowest_counts_and_each_ends_by_itself(
    day: int, amount: int | None
) -> None:
    found = temporary_at([temporary(500, 2, 6), temporary(300, 3, 4)], at(day))
    assert (found.amount_minor if found else None) == amount


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (1, 2)])
def test_a_temporary_limit_needs_time_to_count_in(start: int, end: int) -> None:
    assert check_temporary(temporary(1, 1, 3), at(2))
    with pytest.raises(TemporaryLimitTooShort):
        check_temporary(temporary(1, start, end), at(2))


@pytest.mark.parametrize(("day", "amount"), [(1, None), (2, 500), (3, 200), (4, None)])
def test_the_limit_chosen_last_counts(day: int, amount: int | None) -> None:
    choices = [
        ChosenLimit(amount_minor=None, chosen_at=at(4)),
        ChosenLimit(amount_minor=500, chosen_at=at(2)),
        ChosenLimit(amount_minor=300, chosen_at=at(3)),
        ChosenLimit(amount_minor=200, chosen_at=at(3)),
    ]
    assert chosen_at(choices, at(day)) == amount


def exposure(line: str, customer: str, group: str | None, used: int) -> LineExposure:
    return LineExposure(line_id=line, customer_id=customer, group_id=group, currency="CNY", used_minor=used)


def test_what_other_lines_use_is_not_left_for_this_one() -> None:
    lines = [exposure("a", "one", "g", 300), exposure("b", "one", "g", 500), exposure("c", "two", "g", 100)]
    assert room_for_line(1_000, of_customer(lines, "one"), "a") == 500
    assert room_for_line(1_000, of_group(lines, "g"), "a") == 400
    assert room_for_line(100, lines, "a") == 0
    assert used_minor(of_customer(lines, "two")) == 100


def test_related_parties_of_related_parties_are_one_group() -> None:
    relations = [("a", "b"), ("c", "d"), ("b", "c"), ("e", "f")]
    assert groups_of(relations) == [frozenset("abcd"), frozenset("ef")]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))), st.randoms())
def test_groups_do_not_depend_on_the_order_in_which_relations_were_found(
    relations: list[tuple[str, str]], random: Any
) -> None:
    shuffled = relations[:]
    random.shuffle(shuffled)
    assert groups_of(shuffled) == groups_of(relations)
    assert sum(map(len, groups_of(relations))) == len({name for relation in relations for name in relation})
