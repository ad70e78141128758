"""Whether what several lenders have in lines holds: a healthy book passes, and each corruption is found and named."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from bookkeeping import check
from corruptions import DROP_CONSTRAINTS
from funded_book import FUNDING_CORRUPTIONS, KEEP, RESTORE, write_funded


@pytest.fixture(scope="module")
def book(template_url: str, module_copies: Callable[[str], str]) -> str:
    """A healthy book with a funded line."""
    url = module_copies(template_url)
    write_funded(url)
    return url


@pytest.fixture(scope="module")
def unguarded(book: str, module_copies: Callable[[str], str]) -> str:
    """The same without any constraint, and a copy of every row."""
    url = module_copies(book)
    with psycopg.connect(url) as connection:
        connection.execute(DROP_CONSTRAINTS)
        connection.execute(KEEP)
    return url


@pytest.fixture
def corruptible(unguarded: str) -> Iterator[psycopg.Connection]:
    """A connection to the unguarded book, which is healthy again after the test."""
    with psycopg.connect(unguarded, autocommit=True) as connection:
        yield connection
        connection.execute(RESTORE)


def test_a_book_that_several_lenders_fund_passes(book: str) -> None:
    report = check(book)
    assert report.broken == ()
    with psycopg.connect(book) as connection:
        legs = connection.execute(
            "SELECT version, participant_id, flow, amount_minor FROM funding_leg ORDER BY version, participant_id"
        ).fetchall()
    assert legs == [
        (2, "par_own", "draw", 35_001),
        (2, "par_partner", "draw", 15_000),
        (3, "par_own", "repayment", -7_000),
        (3, "par_partner", "repayment", -3_000),
        (4, "par_own", "draw", 72_000),  # forced: what finds no funder is the lender's own
        (4, "par_partner", "draw", 18_000),
        (5, "par_own", "undone", -72_000),
        (5, "par_partner", "undone", -18_000),
        (7, "par_own", "draw", 1),
    ]


@pytest.mark.parametrize("name", FUNDING_CORRUPTIONS)
def test_a_corruption_of_what_participants_have_is_found_and_named(
    name: str, unguarded: str, corruptible: psycopg.Connection
) -> None:
    corruption, expected = FUNDING_CORRUPTIONS[name]
    assert corruptible.execute(corruption).rowcount > 0, "the corruption changed nothing"
    report = check(unguarded)
    assert {finding.name: list(finding.examples) for finding in report.broken} == expected
