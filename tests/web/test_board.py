"""What server processes share: buckets that all of them take from, figures that go on when a process is replaced."""

import multiprocessing
import time
from collections.abc import Iterator

import pytest
from api_caller import Caller
from litestar.testing import TestClient

from creditline.access.allowance import Allowance
from creditline.web.app import create_app
from creditline.web.board import Board, Figures, NamedBuckets, new_board
from creditline.web.place import Place


@pytest.fixture
def board() -> Iterator[Board]:
    with new_board(2) as made:
        yield made


def test_processes_take_from_one_bucket_and_never_more_than_it_holds(board: Board) -> None:
    forks = multiprocessing.get_context("fork")
    with forks.Pool(4, _share, (board,)) as pool:
        taken = pool.map(_take, [100] * 8)
    assert sum(taken) == 300


def _share(board: Board) -> None:
    global _allowance  # noqa: PLW0603 - of a process that lives for this test alone
    _allowance = Allowance(per_minute=0, burst=300, buckets=NamedBuckets(Board(board.descriptor, 2), "people"))


def _take(times: int) -> int:
    return sum(_allowance.take("a", 1.0) for _ in range(times))


def test_the_same_name_means_another_bucket_in_another_kind(board: Board) -> None:
    people, tries = (Allowance(0, 1, NamedBuckets(board, kind)) for kind in ("people", "tries"))
    assert [people.take("a", 0.0), people.take("a", 0.0), tries.take("a", 0.0)] == [True, False, True]


def test_a_shared_bucket_fills_as_one_of_a_process_alone_does(board: Board) -> None:
    moments = (0.0, 0.0, 0.0, 0.5, 1.0, 0.9, 7.0)
    shared = Allowance(per_minute=60, burst=2, buckets=NamedBuckets(board, "x"))
    alone = Allowance(per_minute=60, burst=2)
    assert [shared.take("a", at_s) for at_s in moments] == [alone.take("a", at_s) for at_s in moments]


def test_more_names_than_the_board_holds_push_out_those_that_asked_longest_ago(board: Board) -> None:
    allowance = Allowance(per_minute=0, burst=1, buckets=NamedBuckets(board, "x"))
    assert allowance.take("first", 0.0)
    assert all(allowance.take(f"name {number}", 1.0 + number) for number in range(150_000))
    assert allowance.take("first", 200_000.0)
    assert not allowance.take("name 149999", 200_000.0)


def test_a_process_goes_on_counting_where_the_one_before_it_ended(board: Board) -> None:
    Place.taken(2, board).post(Figures(commands=7, waiting=3, watchers=2, seconds=0.5))
    Place.taken(2, board).post(Figures(commands=1, waiting=1))
    assert board.figures() == [Figures(), Figures(commands=8, waiting=1, seconds=0.5)]


def test_what_is_done_once_a_machine_is_done_in_the_first_place(board: Board, database_url: str) -> None:
    def indexed_by(number: int) -> bool:
        with TestClient(create_app(database_url, None, Place.taken(number, board))) as client:
            time.sleep(0.5)  # who sweeps begins with it
            return bool(Caller(client, database_url).ask("SELECT FROM search_term"))

    with TestClient(create_app(database_url)) as client:
        Caller(client, database_url).open()
    assert [indexed_by(2), indexed_by(1)] == [False, True]
